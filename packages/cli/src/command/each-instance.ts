import { CodedError, isCodedError, messageOf } from '@ktrdr/errors';
import type { Instance } from '@ktrdr/instance';
import { exitCodeOf, formatError, type Session } from '@ktrdr/terminal';

/**
 * Does something with one instance after another, and goes on where it fails with one: what became of each is told, and the exit code is that of the
 * first failure. An interruption ends it.
 */
export async function eachInstance(
  session: Session,
  instances: readonly Instance[],
  work: (instance: Instance) => Promise<void>,
): Promise<number> {
  const done: { id: string; path: string; error: object | null }[] = [];
  let exitCode = 0;
  for (const instance of instances) {
    const { id, path } = instance;
    try {
      await work(instance);
      done.push({ id, path, error: null });
    } catch (error) {
      if (session.signal.aborted || !isCodedError(error)) throw error;
      session.end();
      session.print(...formatError(error, session.style));
      done.push({ id, path, error: { code: error.code, message: messageOf(error), hint: error.hint ?? null } });
      if (exitCode === 0) exitCode = exitCodeOf(error);
    }
  }
  const failed = done.flatMap(({ id, error }) => (error === null ? [] : [id]));
  session.result({ instances: done }, failed.length === 0 ? [] : [`Failed: ${failed.join(', ')}`]);
  return exitCode;
}

/** @throws CodedError `USAGE` where an instance is named beside `--all` */
export function assertNoName(name: string | undefined, verb: string): void {
  if (name === undefined) return;
  throw new CodedError(`Give --all or ${name}, not both`, {
    code: 'USAGE',
    hint: `ktrdr ${verb} --all, or: ktrdr ${verb} <name>`,
  });
}
