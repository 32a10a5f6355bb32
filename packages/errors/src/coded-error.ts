import type { ErrorCode } from './error-codes.ts';

const mark = Symbol.for('@ktrdr/errors.CodedError');

/** What a {@link CodedError} is made of besides its message. */
export interface CodedErrorOptions<Code extends string = ErrorCode> {
  /** Stable identifier for programs, in capitals: `REGISTRY_UNREADABLE`. */
  readonly code: Code;
  /** What to do next, as one or more whole sentences or a command. */
  readonly hint?: string | undefined;
  /** Longer material that explains the failure: a tool's output, a list. Shown under the message. */
  readonly detail?: string | undefined;
  /** What was caught before this error was thrown. */
  readonly cause?: unknown;
}

/**
 * An error that a user can act on: `message` says what happened and to which thing, `hint` what to do next.
 * Anything else that is thrown is a mistake of ours and deserves its stack trace.
 *
 * Its code is one of the list of KTRDR's. A package with codes of its own says which: `new CodedError<'NO_SETTINGS'>(…)`.
 */
export class CodedError<Code extends string = ErrorCode> extends Error {
  readonly code: Code;
  readonly hint: string | undefined;
  readonly detail: string | undefined;
  // A registered symbol, so that two installed copies of this package recognise each other's errors.
  readonly [mark] = true;

  // Not inferred: a code is what the list has, or what the caller says before, and not whatever is written here.
  constructor(message: string, options: CodedErrorOptions<NoInfer<Code>>) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'CodedError';
    this.code = options.code;
    this.hint = options.hint;
    this.detail = options.detail;
  }
}

/**
 * Whether `value` is a {@link CodedError}, also one made by another installed copy of this package. Where a package with codes of its own may
 * have thrown it, say so: `isCodedError<string>(value)`.
 */
export function isCodedError<Code extends string = ErrorCode>(value: unknown): value is CodedError<Code> {
  return typeof value === 'object' && value !== null && mark in value;
}
