import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
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
  /** When it has said its first word. */
  readonly begun: Promise<unknown>;
  /** When it has ended and everything that it said is in `lines`; gives what it wrote to stderr. */
  readonly ended: Promise<string>;
}

/** Starts a built program with one JSON argument. @param user as whom: for root alone */
export function startProgram(
  directory: string,
  name: string,
  input: object,
  user: { readonly uid?: number; readonly gid?: number } = {},
): Program {
  const child = spawn(process.execPath, [join(directory, 'programs', `${name}.mjs`), JSON.stringify(input)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...user,
  });
  const lines: string[] = [];
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const reader = createInterface(child.stdout);
  reader.on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(() => stderr);
  const silent = ended.then((text) => Promise.reject(new Error(`${name} ended without a word: ${text}`)));
  const begun = Promise.race([once(reader, 'line'), silent]);
  // Nobody may be waiting for it.
  begun.catch(() => {});
  return { child, lines, begun, ended };
}
