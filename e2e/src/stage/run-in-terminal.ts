import { spawnSync } from 'node:child_process';
import { execa } from 'execa';
import { KTRDR } from '../places.ts';

const SCRIPT = spawnSync('script', ['--version'], { encoding: 'utf8' });

/** Why no terminal can be made here, by `script` of util-linux; undefined where one can. */
export const noTerminal =
  SCRIPT.status === 0 && SCRIPT.stdout.includes('util-linux') ? undefined : 'no script of util-linux makes a terminal';

export interface TerminalRun {
  readonly exitCode: number | undefined;
  /** All that was written to it, with control sequences. */
  readonly written: string;
  /** What a person sees afterwards who scrolls up to the beginning. */
  readonly lines: readonly string[];
}

/** Runs the built command in a terminal of so many rows, 80 columns wide. */
export async function runInTerminal(
  args: string,
  { cwd, env, rows }: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly rows: number },
): Promise<TerminalRun> {
  const command = `stty rows ${rows} cols 80; exec ${process.execPath} ${KTRDR} ${args}`;
  const { exitCode, stdout } = await execa(
    'script',
    ['--quiet', '--flush', '--return', '--command', command, '/dev/null'],
    {
      cwd,
      env: { ...env, SHELL: '/bin/sh', TERM: 'xterm' },
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
    },
  );
  return { exitCode, written: stdout, lines: linesOf(stdout, rows) };
}

// oxlint-disable-next-line no-control-regex
const PIECE = /\u001B\[(\d*)([A-Za-z])|\r|\n|[^\u001B\r\n]+/g;

/** What a terminal has on its screen and above it, where nothing can be changed any more. */
function linesOf(written: string, rows: number): string[] {
  const lines = [''];
  let row = 0;
  let column = 0;
  for (const [piece, count, action] of written.matchAll(PIECE)) {
    if (action === 'A') row = Math.max(row - Number(count || 1), lines.length - rows, 0);
    else if (action === 'J') lines.splice(row, lines.length, (lines[row] ?? '').slice(0, column));
    else if (piece === '\r') column = 0;
    else if (piece === '\n') {
      row += 1;
      if (row === lines.length) lines.push('');
    } else if (action === undefined) {
      lines[row] = `${(lines[row] ?? '').slice(0, column).padEnd(column)}${piece}`;
      column += piece.length;
    }
  }
  return lines;
}
