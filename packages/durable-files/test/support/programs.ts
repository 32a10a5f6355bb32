import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { env } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const builder = fileURLToPath(new URL('../../../../scripts/build-test-programs.mjs', import.meta.url));
const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Builds `test/programs` into `directory`: children of a test need what plain `node` runs. */
export function buildPrograms(directory: string): void {
  execFileSync(process.execPath, [builder, join(directory, 'programs')], { cwd: packageRoot, stdio: 'pipe' });
}

/** A started program and what it has said. */
export interface Program {
  readonly child: ChildProcess;
  /** Every line of its stdout up to now. */
  readonly lines: readonly string[];
  /** The next line of its stdout; rejects if it ends without one. */
  readonly next: () => Promise<string>;
  /** When it has ended and everything that it said is in `lines`. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }>;
}

/** Starts a built program with one JSON argument; `added` is set in its environment. */
export function startProgram(
  directory: string,
  name: string,
  input: object,
  added: Readonly<Record<string, string>> = {},
): Program {
  const child = spawn(process.execPath, [join(directory, 'programs', `${name}.mjs`), JSON.stringify(input)], {
    env: { ...env, ...added },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const reader = createInterface(child.stdout);
  reader.on('line', (line) => lines.push(line));
  const closed = once(reader, 'close');
  const ended = once(child, 'close').then(async () => {
    await closed;
    return { code: child.exitCode, signal: child.signalCode, stderr };
  });
  const next = async () => {
    const seen = lines.length;
    await Promise.race([once(reader, 'line'), ended]);
    const line = lines[seen];
    if (line === undefined) throw new Error(`${name} ended: ${stderr}`);
    return line;
  };
  return { child, lines, next, ended };
}
