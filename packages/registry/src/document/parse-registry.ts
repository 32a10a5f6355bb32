import { messageOf } from '@ktrdr/errors';
import * as z from 'zod/mini';
import { $ZodError } from 'zod/v4/core';
import { assertRegistryDocument, type RegistryDocument } from './registry-document.ts';
import { unreadableError } from './unreadable-error.ts';

/** The newest `version` of the file that this package reads. */
const newestVersion = 2;

const versioned = z.looseObject({ version: z.number() });

/**
 * The registry in `text`, the content of `file`. Versions 1 and 2 are read; unknown keys are kept, at the top and inside
 * entries. Two entries with one slot are read too: they are shown, and the slot counts as taken.
 *
 * @throws CodedError `REGISTRY_UNREADABLE`: empty, not JSON, another shape, or a newer version
 */
export function parseRegistry(text: string, file: string): RegistryDocument {
  if (text.trim() === '') throw unreadableError(file, 'the file is empty');
  const value = parseJson(text, file);

  const version = versioned.safeParse(value).data?.version;
  if (version !== undefined && version > newestVersion) {
    throw unreadableError(file, `its version is ${version}, and this program knows versions 1 to ${newestVersion}`, {
      hint: 'Nothing was changed. Update this program: a newer one wrote the file.',
    });
  }
  try {
    assertRegistryDocument(value);
  } catch (error) {
    throw unreadableError(file, error instanceof $ZodError ? issuesOf(error) : messageOf(error), {
      cause: error,
    });
  }
  // An object's key of this name is left out by whoever checks or copies objects.
  for (const key of ['instances', 'slots']) {
    const table = value[key];
    if (typeof table === 'object' && table !== null && Object.hasOwn(table, '__proto__'))
      throw unreadableError(file, `${key}: "__proto__" cannot be the name of an entry`);
  }
  return value;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadableError(file, `not JSON: ${withLine(messageOf(error), text)}`, { cause: error });
  }
}

/** V8 counts characters from the start, where it gives a place at all; an editor wants the line. */
function withLine(message: string, text: string): string {
  const truncated = message.includes('Unexpected end of JSON input') ? text.trimEnd().length : undefined;
  const given = /\bat position (\d+)/.exec(message)?.[1];
  const position = given === undefined ? truncated : Number(given);
  if (position === undefined) return message;
  const before = text.slice(0, position).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  return `${message.replace(/\s*(?:in JSON )?at position \d+.*$/s, '')} (${place})`;
}

function issuesOf(error: $ZodError): string {
  return error.issues.map((issue) => `${issue.path.map(String).join('.') || 'top level'}: ${issue.message}`).join('; ');
}
