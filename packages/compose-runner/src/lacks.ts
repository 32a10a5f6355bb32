import type { RunResult } from '@ktrdr/process';

/**
 * Whether `docker` has ended by saying that what was asked for is not there. With another exit code, or killed, it has not answered, whatever it
 * had printed until then.
 *
 * @param words what it says of it on stderr
 */
export function lacks({ exitCode, stderr }: Pick<RunResult, 'exitCode' | 'stderr'>, words: RegExp): boolean {
  return exitCode === 1 && words.test(stderr);
}
