import type { Process } from '../../src/program/process.ts';

export interface FakeProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Whether its streams are a terminal. */
  readonly isTerminal?: boolean;
  /** How wide that is. */
  readonly columns?: number;
  /** Aborted by Ctrl-C. */
  readonly signal?: AbortSignal;
}

/** A process outside of this one, and what it has written. */
export function fakeProcess({
  env = {},
  cwd = '/',
  isTerminal = false,
  columns = 80,
  signal,
}: FakeProcessOptions = {}) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr'): NodeJS.WriteStream =>
    Object.assign(Object.create(process[name]), {
      isTTY: isTerminal,
      columns,
      write: (text: string) => {
        written[name] += text;
        return true;
      },
    });
  const outside: Process = {
    env,
    cwd: () => cwd,
    stdin: Object.assign(Object.create(process.stdin), { isTTY: isTerminal }),
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    signal: signal ?? new AbortController().signal,
    interrupt: () => {},
    holdOff: () => () => {},
    handOver: () => () => {},
    onlyAnswers: () => {},
    concluded: () => {},
  };
  return { process: outside, written };
}
