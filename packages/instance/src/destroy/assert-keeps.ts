import { CodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import type { Journal, KeptPart } from '../journals/destroy-journal.ts';
import { finishCommand } from '../journals/finish-command.ts';

const WORDS: Readonly<Record<KeptPart, string>> = { volumes: 'volumes', worktree: 'worktree' };

/**
 * What an interrupted destroy was told to leave, the one that goes on with it does not take unseen: it says so before it asks, or refuses.
 *
 * @param unkept what becomes of it where nobody is asked
 * @throws CodedError `KEPT_BEFORE`
 */
export function assertKeeps(
  { report }: Pick<Context, 'report'>,
  instance: Pick<Instance, 'id'>,
  {
    journal,
    keeps,
    unkept,
  }: {
    readonly journal: Pick<Journal, 'keeps'> | undefined;
    readonly keeps: readonly KeptPart[];
    readonly unkept: 'ask' | 'refuse';
  },
): void {
  const before = journal?.keeps ?? [];
  const forgotten = before.filter((part) => !keeps.includes(part));
  if (forgotten.length === 0) return;
  const what = forgotten.map((part) => WORDS[part]).join(' and ');
  const text = `The interrupted destroy of ${instance.id} was to keep its ${what}; this one removes what is left of it`;
  if (unkept === 'ask') return report({ type: 'warning', text });
  throw new CodedError(text, {
    code: 'KEPT_BEFORE',
    hint:
      `Nothing was changed. To finish it as it began: ${finishCommand(instance, 'destroy', before)}\n` +
      `To remove the ${what} too, run the command without --yes and --force: it asks.`,
  });
}
