import { CodedError } from '@ktrdr/errors';
import en from 'zod/v4/locales/en.js';
import * as z from 'zod/mini';
import { $ZodError } from 'zod/v4/core';

/**
 * Reads a tool's JSON through a schema.
 *
 * @param what the command whose output this is, for the error
 * @throws CodedError `UNEXPECTED_OUTPUT` for anything that is not JSON or not of the schema
 */
export function parseJson<T>(what: string, text: string, schema: z.ZodMiniType<T>): T {
  try {
    return schema.parse(JSON.parse(text), { error: en().localeError });
  } catch (cause) {
    const reason = cause instanceof $ZodError ? z.prettifyError(cause) : String(cause);
    throw new CodedError(`${what} printed something unexpected`, {
      code: 'UNEXPECTED_OUTPUT',
      hint: 'Check the versions of Docker and Compose: docker version; docker compose version',
      detail: `${reason}\n${text.slice(0, 500)}`,
      cause,
    });
  }
}
