import { docsOf, type ErrorCode, isCodedError } from '@ktrdr/errors';
import type { Failure } from '@ktrdr/instance';
import { formatFailures } from './format-failures.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/** Those of which the reference says no more than the error does. */
const SELF_EVIDENT: ReadonlySet<ErrorCode> = new Set(['NOT_CONFIRMED', 'USAGE']);

/** An error as a person reads it. A coded one says what to do, and where more is; anything else is our mistake and keeps its stack trace. */
export function formatError(error: unknown, style: Style): string[] {
  if (!isCodedError(error)) {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [`${style.red('Error:')} this is a bug in ktrdr, please report it`, ...trace.split('\n')];
  }
  return [
    `${style.red('Error:')} ${printable(error.message)}`,
    ...(error.detail === undefined
      ? []
      : printable(error.detail)
          .split('\n')
          .map((line) => style.dim(`  ${line}`))),
    ...formatFailures(failuresOf(error), style),
    ...(error.hint === undefined ? [] : [error.hint]),
    ...(SELF_EVIDENT.has(error.code) ? [] : [style.dim(`${error.code}: ${docsOf(error.code)}`)]),
  ];
}

function failuresOf(error: object): readonly Failure[] {
  return 'failures' in error && Array.isArray(error.failures) ? error.failures : [];
}
