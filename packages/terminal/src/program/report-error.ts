import { docsOf, isCodedError, jsonText, messageOf } from '@ktrdr/errors';
import { asCalled } from './as-called.ts';
export { asRefusal } from './as-refusal.ts';
import { exitCodeOf } from './exit-code.ts';
import { failureEvent } from './failure-event.ts';
import { formatEventLine } from '../progress/progress-event.ts';
import { formatError } from '../format/format-error.ts';
import { printable } from '../format/printable.ts';
import type { Process } from './process.ts';
import { createStyle } from '../format/style.ts';
import { versioned } from './versioned.ts';
import { wrap } from '../format/wrap.ts';

export interface ReportOptions {
  readonly json: boolean;
  readonly noColor: boolean;
  /** Whether stderr is read by a program: an event a line. @default false */
  readonly events?: boolean;
  /** The program, as it was called. */
  readonly name: string;
}

/** Tells a person on stderr, and with `--json` a program on stdout, what went wrong. Gives the exit code. */
export function reportError(
  error: unknown,
  { env, stdout, stderr }: Process,
  { json, noColor, events = false, name }: ReportOptions,
): number {
  if (events) stderr.write(formatEventLine(failureEvent(error, name), new Date()));
  else stderr.write(textOf(error, { env, stderr }, { noColor, name }));
  if (json) stdout.write(errorDocument(error, name));
  return exitCodeOf(error);
}

function textOf(
  error: unknown,
  { env, stderr }: Pick<Process, 'env' | 'stderr'>,
  { noColor, name }: Pick<ReportOptions, 'noColor' | 'name'>,
): string {
  const style = createStyle({ env, isTerminal: stderr.isTTY, noColor });
  const called = asCalled(name);
  const colors = style.isColorSupported;
  const lines = formatError(error, style).flatMap((text) => printable(called.text(text), { colors }).split('\n'));
  const shown = stderr.isTTY ? lines.flatMap((line) => wrap(line, stderr.columns)) : lines;
  return `${shown.join('\n')}\n`;
}

/** An error as programs read it; with `failures`, service by service, where a stack is not ready. */
export function errorDocument(error: unknown, name: string): string {
  const { code, hint, detail } = isCodedError(error) ? error : { code: 'INTERNAL', hint: undefined, detail: undefined };
  const failures = typeof error === 'object' && error !== null && 'failures' in error ? error.failures : undefined;
  const document = {
    error: {
      code,
      message: messageOf(error),
      hint: hint ?? null,
      docs: isCodedError(error) ? docsOf(error.code) : null,
      detail,
      failures,
    },
  };
  return `${jsonText(asCalled(name).document(versioned(document)), 2)}\n`;
}
