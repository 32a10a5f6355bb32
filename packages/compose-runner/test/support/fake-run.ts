import type { Run, RunOptions, RunResult } from '@ktrdr/process';

/** A command that ran: what it was, and how. */
export interface Call {
  readonly line: string;
  readonly options: RunOptions;
}

/** What a command answers: its standard output when it is text, what differs from an exit with 0 otherwise. */
export type Answer = string | Partial<RunResult> | ((options: RunOptions) => Partial<RunResult>);

/** The result of a command, success without output unless told otherwise. */
export function resultOf(different: Partial<RunResult> = {}): RunResult {
  return { exitCode: 0, stdout: '', stderr: '', missing: false, timedOut: false, aborted: false, ...different };
}

/** A `run` that knows these command lines and rejects every other; `calls` are those that it got. */
export function fakeRun(answers: Readonly<Record<string, Answer>>): { readonly run: Run; readonly calls: Call[] } {
  const calls: Call[] = [];
  return {
    calls,
    async run(command, args, options) {
      const line = [command, ...args].join(' ');
      const answer = answers[line];
      if (answer === undefined) throw new Error(`not expected: ${line}`);
      calls.push({ line, options });
      if (typeof answer === 'string') return resultOf({ stdout: answer });
      return resultOf(typeof answer === 'function' ? answer(options) : answer);
    },
  };
}
