import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { brokenLink, ownedByAnother } from '@ktrdr/durable-files';
import { type CodedError, hasCode, messageOf } from '@ktrdr/errors';
import { emptyRegistry } from '../document/empty-registry.ts';
import { plainRegistry } from '../document/plain-registry.ts';
import type { RegistryDocument } from '../document/registry-document.ts';
import { unreadableError } from '../document/unreadable-error.ts';

/**
 * The registry in a file; a missing file is an empty registry. Needs no lock: writers replace the file as a whole.
 *
 * @param top the outermost directory of the user's own in which it is
 * @throws CodedError `REGISTRY_FORBIDDEN`; `REGISTRY_UNREADABLE`, also for a symbolic link on the way that leads nowhere: its disk may be unmounted
 */
export async function readRegistryFile(file: string, top?: string): Promise<RegistryDocument> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM')) throw await forbidden(file, top, error);
    if (!hasCode(error, 'ENOENT')) throw unreadableError(file, messageOf(error), { cause: error });
    const link = await brokenLink(file);
    if (link === undefined) return emptyRegistry;
    throw unreadableError(file, `${link.path} is a symbolic link to ${link.target}, which does not exist`, {
      hint: 'Nothing was changed. Mount the disk or fix the link; remove the link to start an empty registry.',
      cause: error,
    });
  }
  const text = decode(bytes, file);
  const plain = plainRegistry(text);
  if (plain !== undefined) return plain;
  // Loaded where it is needed: the library that it checks with takes milliseconds.
  const { parseRegistry } = await import('../document/parse-registry.ts');
  return parseRegistry(text, file);
}

async function forbidden(file: string, top: string | undefined, cause: unknown): Promise<CodedError> {
  const advice =
    (await ownedByAnother(file, { top })) ?? `Make it readable for you: ${dirname(file)} and the file itself.`;
  return unreadableError(file, messageOf(cause), {
    code: 'REGISTRY_FORBIDDEN',
    hint: `Nothing was changed. ${advice}`,
    cause,
  });
}

/** Replacement characters for bad bytes would be written back one day. */
function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw unreadableError(file, 'not UTF-8 text', { cause: error });
  }
}
