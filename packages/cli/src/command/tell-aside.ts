import { printable, type Session } from '@ktrdr/terminal';

/** Tells a person something where standard output is for programs, with `--json` or without. */
export function tellAside({ process, style }: Session, lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${printable(line, { colors: style.isColorSupported })}\n`);
}
