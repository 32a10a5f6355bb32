import { type ChildProcess, execFileSync, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env as ownEnv } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const builder = fileURLToPath(new URL('../../scripts/build-test-programs.mjs', import.meta.url));

/**
 * Builds the programs of a package's tests (`test/programs`) into `directory`: children of a test need what plain `node` runs.
 *
 * @param test the test's `import.meta.url`, which says in which package it is
 */
export function buildPrograms(directory: string, test: string): void {
  // For the test that runs one as another user.
  chmodSync(directory, 0o755);
  const cwd = packageAt(dirname(fileURLToPath(test)));
  execFileSync(process.execPath, [builder, join(directory, 'programs')], { cwd, stdio: 'pipe' });
}

function packageAt(directory: string): string {
  return existsSync(join(directory, 'package.json')) ? directory : packageAt(dirname(directory));
}

/** A started program and what it has said. */
export interface Program {
  readonly child: ChildProcess;
  /** Every line of its stdout up to now. */
  readonly lines: readonly string[];
  /** When it has said its first word; rejects if it ends without one. */
  readonly begun: Promise<unknown>;
  /** The next line of its stdout; rejects if it ends without one. */
  readonly next: () => Promise<string>;
  /** When it has ended and everything that it said is in `lines`. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }>;
}

/** How a program is started. */
export interface StartOptions extends Pick<SpawnOptions, 'uid' | 'gid'> {
  /** Set in its environment besides what is in this process's. */
  readonly env?: Readonly<Record<string, string>>;
  /** What a shell runs before it and in its place, as `ulimit` needs it. */
  readonly setUp?: string;
}

/** Starts a built program with one JSON argument. */
export function startProgram(directory: string, name: string, input: object, options: StartOptions = {}): Program {
  const { setUp = ':', env = {}, ...user } = options;
  const command = [process.execPath, join(directory, 'programs', `${name}.mjs`), JSON.stringify(input)];
  const child = spawn('sh', ['-c', `${setUp}; exec "$@"`, 'sh', ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...ownEnv, ...env },
    ...user,
  });
  const lines: string[] = [];
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  if (!child.stdout) throw new Error('stdout is piped');
  const reader = createInterface(child.stdout);
  reader.on('line', (line) => lines.push(line));
  const closed = once(reader, 'close');
  const ended = once(child, 'close').then(async () => {
    await closed;
    return { code: child.exitCode, signal: child.signalCode, stderr };
  });
  const next = async (): Promise<string> => {
    const seen = lines.length;
    await Promise.race([once(reader, 'line'), ended]);
    const line = lines[seen];
    if (line === undefined) throw new Error(`${name} ended without a word: ${stderr}`);
    return line;
  };
  const begun = next();
  // Nobody may be waiting for it.
  begun.catch(() => {});
  return { child, lines, begun, next, ended };
}
