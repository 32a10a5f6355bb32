import { isCodedError, messageOf } from '@ktrdr/errors';
import { engineForbidden, engineUnreachable } from './engine-errors.ts';

/**
 * What became of a conversation with an Engine, of the error that Node gave: `ENGINE_FORBIDDEN` or `ENGINE_UNREACHABLE`. What says by itself what
 * happened, and mistakes of ours, stay as they are.
 *
 * @param name of the Engine's endpoint
 */
export function connectionFailure(error: unknown, name: string): unknown {
  const code = codeOf(error);
  if (isCodedError(error) || code === undefined) return error;
  if (code === 'EACCES' || code === 'EPERM') {
    return engineForbidden(`${name}: permission denied while trying to connect`, error);
  }
  // ECONNREFUSED, ENOENT, ECONNRESET of a connection that was cut, HPE_… where something else than an Engine answers.
  return /^(?:E(?!RR_)|HPE_)|^ERR_STREAM_PREMATURE_CLOSE$/.test(code)
    ? engineUnreachable(`${name}: ${messageOf(error)}`, error)
    : error;
}

function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
