import { nameOfOwner, takeOver } from '@ktrdr/durable-files';
import { quoteArgument } from '@ktrdr/errors';
import type { ForbiddenFacts } from './facts.ts';
import type { Finding, Repair } from './finding.ts';

/** What of ours another user has, or nobody may use: commands that need it fail. */
export function judgeForbidden(forbidden: readonly ForbiddenFacts[]): Finding[] {
  return forbidden.map((facts) => forbiddenFinding('files', facts));
}

/** @param subject what it is about */
export function forbiddenFinding(subject: string, facts: ForbiddenFacts): Finding {
  return { severity: 'problem', code: 'FILE_FORBIDDEN', subject, text: textOf(facts), repair: repairOf(facts) };
}

function textOf({ path, link, owner, unmark, isReadOnly = false }: ForbiddenFacts): string {
  if (link !== undefined) return `${link} is a link to ${path}: ${textOf({ path, owner, unmark, isReadOnly })}`;
  if (isReadOnly) return `${path} is on a file system that is mounted read-only`;
  if (owner !== undefined) return `${path} belongs to ${nameOfOwner(owner)}`;
  return unmark === undefined ? `you may not read and write ${path}` : `${path} has a mark that lets nobody write it`;
}

function repairOf({ path, link, owner, unmark, isReadOnly = false }: ForbiddenFacts): Repair {
  if (isReadOnly) {
    const text = `Mount it for writing, or use another directory (KTRDR_HOME). What it is mounted from: findmnt -T ${quoteArgument(path)}`;
    return { kind: 'advice', text };
  }
  // Until the mark is off, chmod and chown fail, too.
  const first = unmark === undefined ? [] : [`${unmark} ${quoteArgument(path)}`];
  const text = link === undefined ? 'Make it yours:' : 'If it is to be yours:';
  if (owner !== undefined) return { kind: 'commands', text, commands: [...first, takeOver(path)] };
  if (unmark !== undefined) return { kind: 'commands', text: 'Take the mark off:', commands: first };
  return { kind: 'commands', text: 'Allow it:', commands: [`chmod u+rwX ${quoteArgument(path)}`] };
}
