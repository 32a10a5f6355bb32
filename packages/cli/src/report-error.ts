import { isCodedError, messageOf } from '@ktrdr/errors';
import { createStyle, formatError } from '@ktrdr/terminal';
import { exitCodeOf } from './exit-code.ts';
import type { Process } from './session.ts';

export interface ReportOptions {
  readonly json: boolean;
  readonly noColor: boolean;
}

/** Tells a person on stderr, and with `--json` a program on stdout, what went wrong. Gives the exit code. */
export function reportError(
  error: unknown,
  { env, stdout, stderr }: Process,
  { json, noColor }: ReportOptions,
): number {
  const style = createStyle({ env, isTerminal: stderr.isTTY, noColor });
  stderr.write(`${formatError(error, style).join('\n')}\n`);
  if (json) stdout.write(errorDocument(error));
  return exitCodeOf(error);
}

/** An error as programs read it. */
export function errorDocument(error: unknown): string {
  const { code, hint } = isCodedError(error) ? error : { code: 'INTERNAL', hint: undefined };
  return `${JSON.stringify({ error: { code, message: messageOf(error), hint: hint ?? null } }, undefined, 2)}\n`;
}
