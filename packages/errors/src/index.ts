export { CodedError, isCodedError, type CodedErrorOptions } from './coded-error.ts';
export { ERROR_CODES, type ErrorCode, OTHER_EXITS } from './error-codes.ts';
export { docsOf } from './docs-of.ts';
export { hasCode } from './has-code.ts';
export { isSystemError } from './is-system-error.ts';
export { messageOf } from './message-of.ts';
export { quoteArgument } from './quote-argument.ts';
export { type Login, loginsIn } from './logins-in.ts';
export { withoutCredentials } from './without-credentials.ts';
