import { runKilled } from './run-killed.ts';

export interface EndedAt {
  readonly cwd: string;
  /** What the step's line matches, the first of them that does. */
  readonly step: RegExp;
  readonly moment: 'before' | 'after';
}

/**
 * Runs a command and kills it at the first step of that name.
 *
 * @throws Error if it does not come so far
 */
export async function endAt(
  args: readonly string[],
  { cwd, step, moment }: EndedAt,
  { stepsFile, environment }: { readonly stepsFile: string; readonly environment: Readonly<Record<string, string>> },
): Promise<void> {
  const { struck, output } = await runKilled({
    args,
    cwd,
    env: environment,
    steps: stepsFile,
    kill: { signal: 'SIGKILL', target: 'group', at: { line: step.source, moment } },
  });
  if (!struck) throw new Error(`${args.join(' ')} did not come to ${step.source}:\n${output}`);
}
