import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';

/** A command on a terminal of its own, and a person in front of it. */
export interface Terminal {
  /** Waits until this is shown, below what was waited for before. */
  see(text: string): Promise<void>;
  /** What it shows by now. */
  shown(): string;
  /** Presses keys. */
  type(keys: string): void;
  /** Closes the terminal, as who closes its window. */
  close(): void;
  /** Waits for the command's end. */
  end(): Promise<{ readonly exitCode: number | undefined; readonly raw: string; readonly shown: string }>;
}

export interface OpenTerminalOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
}

export const KEYS = { enter: '\r', down: '\u001B[B', ctrlC: '\u0003', ctrlD: '\u0004' };

const SEEN_WITHIN_MS = 60_000;

/** Runs a command line on a pseudo-terminal, which `script` of util-linux gives: Linux only. */
export function openTerminal(command: string, { cwd, env, columns = 80 }: OpenTerminalOptions): Terminal {
  const child = execa('script', ['-qec', `stty cols ${columns} rows 50; exec ${command}`, '/dev/null'], {
    cwd,
    env: { ...env, TERM: 'xterm-256color', SHELL: '/bin/sh' },
    extendEnv: false,
    reject: false,
    // Its end would be an end of input for the command.
    stdin: 'pipe',
  });
  let raw = '';
  child.stdout.on('data', (chunk: Buffer) => (raw += chunk.toString()));
  let seen = 0;
  const shown = (): string => stripVTControlCharacters(raw).replaceAll('\r', '');
  return {
    async see(text) {
      const giveUp = performance.now() + SEEN_WITHIN_MS;
      // What is wider than the terminal is broken between its words.
      const broken = new RegExp(
        text
          .split(' ')
          .map(escaped)
          .join(String.raw`\s+`),
      );
      for (;;) {
        const found = broken.exec(shown().slice(seen));
        if (found !== null) {
          seen += found.index + found[0].length;
          return;
        }
        if (child.exitCode !== null || performance.now() > giveUp) {
          child.kill();
          throw new Error(`${JSON.stringify(text)} was not shown; the terminal shows:\n${shown()}`);
        }
        await sleep(20);
      }
    },
    shown,
    type: (keys) => void child.stdin.write(keys),
    close: () => void child.kill('SIGKILL'),
    async end() {
      const { exitCode } = await child;
      return { exitCode, raw, shown: shown() };
    },
  };
}

/** A text as a regular expression finds it. */
function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
