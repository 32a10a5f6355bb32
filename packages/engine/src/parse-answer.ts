import { CodedError } from '@ktrdr/errors';
import en from 'zod/v4/locales/en.js';
import * as z from 'zod/mini';
import { $ZodError } from 'zod/v4/core';

/**
 * Reads an Engine's JSON through a schema.
 *
 * @param what the question, for the error
 * @throws CodedError `UNEXPECTED_OUTPUT` for anything that is not JSON or not of the schema
 */
export function parseAnswer<T>(what: string, text: string, schema: z.ZodMiniType<T>): T {
  try {
    return schema.parse(JSON.parse(text), { error: en().localeError });
  } catch (cause) {
    const reason = cause instanceof $ZodError ? z.prettifyError(cause) : String(cause);
    throw new CodedError(`The Docker Engine answered ${what} with something unexpected`, {
      code: 'UNEXPECTED_OUTPUT',
      hint: 'Check the version of the Docker Engine: docker version',
      detail: `${reason}\n${text.slice(0, 500)}`,
      cause,
    });
  }
}

/** The schema of an answer in which nothing is read. */
export const anything = () => z.unknown();

/** The schema of an answer that is handed on as it is. */
export const anyObject = (): z.ZodMiniType<Readonly<Record<string, unknown>>> => z.record(z.string(), z.unknown());
