import type { ForbiddenFacts } from '../entries/forbidden-at.ts';
import { forbiddenInWords, permissionFor } from '../entries/forbidden-in-words.ts';
import type { Finding } from './finding.ts';

/** What of ours another user has, or nobody may use: commands that need it fail. */
export function judgeForbidden(forbidden: readonly ForbiddenFacts[]): Finding[] {
  return forbidden.map((facts) => forbiddenFinding('files', facts));
}

/** @param subject what it is about */
export function forbiddenFinding(subject: string, facts: ForbiddenFacts): Finding {
  const { text, commands } = permissionFor(facts);
  return {
    severity: 'problem',
    code: 'FILE_FORBIDDEN',
    subject,
    text: forbiddenInWords(facts),
    repair: commands.length === 0 ? { kind: 'advice', text } : { kind: 'commands', text, commands },
  };
}
