import { nameOfOwner, takeOver } from '@ktrdr/durable-files';
import { quoteArgument } from '@ktrdr/errors';
import type { ForbiddenFacts } from './facts.ts';
import type { Finding } from './finding.ts';

/** What of ours another user has, or nobody may use: commands that need it fail. */
export function judgeForbidden(forbidden: readonly ForbiddenFacts[]): Finding[] {
  return forbidden.map(({ path, owner }) => ({
    severity: 'problem',
    code: 'FILE_FORBIDDEN',
    subject: 'files',
    text: owner === undefined ? `you may not read and write ${path}` : `${path} belongs to ${nameOfOwner(owner)}`,
    repair:
      owner === undefined
        ? { kind: 'commands', text: 'Allow it:', commands: [`chmod -R u+rwX ${quoteArgument(path)}`] }
        : { kind: 'commands', text: 'Make it yours:', commands: [takeOver(path)] },
  }));
}
