const mark = Symbol.for('@ktrdr/errors.CodedError');

/** What a {@link CodedError} is made of besides its message. */
export interface CodedErrorOptions {
  /** Stable identifier for programs, in capitals: `REGISTRY_UNREADABLE`. */
  readonly code: string;
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
 */
export class CodedError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly detail: string | undefined;
  // A registered symbol, so that two installed copies of this package recognise each other's errors.
  readonly [mark] = true;

  constructor(message: string, options: CodedErrorOptions) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'CodedError';
    this.code = options.code;
    this.hint = options.hint;
    this.detail = options.detail;
  }
}

/** Whether `value` is a {@link CodedError}, also one made by another installed copy of this package. */
export function isCodedError(value: unknown): value is CodedError {
  return typeof value === 'object' && value !== null && mark in value;
}
