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
}

/** Whether local-prod is to start with the secrets of its item or without. */
export type SecretsChoice = 'secrets' | 'no-secrets';

/**
 * Looks, if that is wanted, whether `op` can read the item, and settles what to do where it cannot.
 *
 * @throws SecretsUnavailableError where that means to stop
 */
export async function settleSecrets(session: Session, options: SettleSecretsOptions): Promise<SecretsChoice> {
  const { item, questions, noSecrets, hasOp } = options;
  if (noSecrets) {
    session.print('', "Without 1Password: local-prod starts with the Compose file's insecure defaults.");
    return 'no-secrets';
  }
  const look =
    !questions.asksPerson ||
    !hasOp ||
    (await questions.confirm({ message: 'Look now whether op can read it?', fallback: true, flags: '--no-secrets' }));
  if (!look) return 'secrets';
  for (;;) {
    const check = await checkItem(item, session.context, session.signal);
    session.print('', ...formatItemCheck(item, check, session.style));
    if (check.readable) return 'secrets';
    const answer = await questions.choose({
      message: 'Continue without 1Password?',
      fallback: 'no',
      initial: 'again',
      flags: '--no-secrets',
      options: [
        { value: 'again', label: 'No, look again', hint: 'after you have mended it' },
        { value: 'without', label: 'Yes, with insecure defaults', hint: '--no-secrets' },
        { value: 'no', label: 'No, stop here' },
      ],
    });
    if (answer === 'without') return 'no-secrets';
    if (answer === 'no') throw check.error;
  }
}
