import type { CheckoutFields } from '@ktrdr/instance/internal';
import { type ItemWithoutValues, needsVault } from '@ktrdr/secrets';
import type { Session } from '@ktrdr/terminal';
import type { Questions } from '../ask/questions.ts';
import { checkItem } from './check-item.ts';
import { formatItemCheck } from './format-item-check.ts';

export interface SettleSecretsOptions {
  readonly item: string;
  readonly questions: Questions;
  /** `--no-secrets` was given. */
  readonly noSecrets: boolean;
  /** Whether there is an `op`. Without one the answer is known. */
  readonly hasOp: boolean;
  /** The vault that has the item, if one is known. */
  readonly vault: string | undefined;
  /** What the Compose file of the clone reads; undefined while there is no clone. */
  readonly fields: CheckoutFields | undefined;
}

/** Whether local-prod is to start with the secrets of its item or without. */
export interface SettledSecrets {
  readonly noSecrets: boolean;
  /** The item, if it was read. */
  readonly item: ItemWithoutValues | undefined;
  readonly vault: string | undefined;
}

/**
 * Looks, if that is wanted, whether `op` can read the item, and settles what to do where it cannot.
 *
 * @throws SecretsUnavailableError where that means to stop
 */
export async function settleSecrets(session: Session, options: SettleSecretsOptions): Promise<SettledSecrets> {
  const { item, questions, noSecrets, hasOp, fields } = options;
  let { vault } = options;
  const without = { noSecrets: true, item: undefined, vault: options.vault };
  if (noSecrets) {
    session.print('', "Without 1Password: local-prod starts with the Compose file's insecure defaults.");
    return without;
  }
  const look =
    !questions.asksPerson ||
    !hasOp ||
    (await questions.confirm({ message: 'Check now whether op can read it?', fallback: true, flags: '--no-secrets' }));
  if (!look) return { noSecrets: false, item: undefined, vault };
  for (;;) {
    const check = await checkItem(session.context, { item, vault, fields, signal: session.signal });
    session.print('', ...formatItemCheck(item, check, session.style));
    if (check.readable) return { noSecrets: false, item: check.item, vault };
    if (questions.asksPerson && needsVault(check.error)) {
      vault = await askVault(questions);
      if (vault !== undefined) continue;
    }
    const answer = await questions.choose({
      message: 'Continue without 1Password?',
      fallback: 'no',
      initial: 'again',
      flags: '--no-secrets',
      options: [
        { value: 'again', label: 'No, look again', hint: 'once you have fixed it' },
        { value: 'without', label: 'Yes, with insecure defaults', hint: '--no-secrets' },
        { value: 'no', label: 'No, stop here' },
      ],
    });
    if (answer === 'without') return without;
    if (answer === 'no') throw check.error;
  }
}

async function askVault(questions: Questions): Promise<string | undefined> {
  const typed = await questions.text({
    message: 'Which vault has it? (Enter: go on without naming one)',
    fallback: '',
    flags: '--vault <name>',
  });
  return typed.trim() === '' ? undefined : typed.trim();
}
