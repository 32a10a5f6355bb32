import { nameOfOwner, takeOver, THEIRS } from '@ktrdr/durable-files';
import { quoteArgument } from '@ktrdr/errors';
import type { ForbiddenFacts } from './forbidden-at.ts';

/** What keeps this user from it, in a sentence's words without a full stop. */
export function forbiddenInWords(facts: ForbiddenFacts): string {
  const { path, link, owner, unmark, isReadOnly = false, isOnTheWay = false } = facts;
  if (link !== undefined) return `${link} is a link to ${path}: ${forbiddenInWords({ ...facts, link: undefined })}`;
  if (isReadOnly) return `${path} is on a file system that is mounted read-only`;
  if (isOnTheWay)
    return `you may not enter ${path}${owner === undefined ? '' : `, which belongs to ${nameOfOwner(owner)}`}`;
  if (owner !== undefined) return `${path} belongs to ${nameOfOwner(owner)}`;
  return unmark === undefined
    ? `you may not read and write ${path}`
    : `${path} has an attribute that prevents all changes to it`;
}

/** What makes it usable: words, and the commands that do it, where they are known. */
export interface Permission {
  readonly text: string;
  readonly commands: readonly string[];
}

export function permissionFor({
  path,
  link,
  owner,
  unmark,
  isReadOnly = false,
  isOnTheWay = false,
}: ForbiddenFacts): Permission {
  if (isReadOnly) {
    const text = `Mount it for writing, or use another directory (KTRDR_HOME). To see its mount: findmnt -T ${quoteArgument(path)}`;
    return { text, commands: [] };
  }
  if (isOnTheWay) {
    // It may be anybody's, and the machine's.
    if (owner !== undefined)
      return { text: 'Ask for permission to enter it, or work as a user who has it.', commands: [] };
    return { text: 'Allow it:', commands: [`chmod u+x ${quoteArgument(path)}`] };
  }
  if (owner !== undefined && owner !== 0) return { text: THEIRS, commands: [] };
  // Until the mark is off, chmod and chown fail, too.
  const first = unmark === undefined ? [] : [`${unmark} ${quoteArgument(path)}`];
  const text = link === undefined ? 'Make it yours:' : 'If it should be yours:';
  if (owner !== undefined) return { text, commands: [...first, takeOver(path)] };
  if (unmark !== undefined) return { text: 'Remove the attribute:', commands: first };
  return { text: 'Allow it:', commands: [`chmod u+rwX ${quoteArgument(path)}`] };
}
