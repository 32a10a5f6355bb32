import type { CheckoutFields, SaidPlace, SecretsSource } from '@ktrdr/instance/internal';
import { type ItemWithoutValues, unnamedPlace } from '@ktrdr/secrets';
import type { Session } from '@ktrdr/terminal';
import type { Questions } from '../ask/questions.ts';
import { checkItem } from './check-item.ts';
import { formatItemCheck } from './format-item-check.ts';

export interface SettleSecretsOptions {
  /** Where the secrets are, and where they are if that is said. */
  readonly sourceOf: (said: SaidPlace) => Promise<SecretsSource>;
  readonly questions: Questions;
  /** `--no-secrets` was given. */
  readonly noSecrets: boolean;
  /** Whether there is an `op`. Without one the answer is known. */
  readonly hasOp: boolean;
  /** What was said of where the item is. */
  readonly said: SaidPlace;
  /** What the Compose file of the clone reads; undefined while there is no clone. */
  readonly fields: CheckoutFields | undefined;
}

/** Whether local-prod is to start with its secrets or without. */
export interface SettledSecrets {
  readonly noSecrets: boolean;
  readonly source: SecretsSource;
  /** What was read, if it was. */
  readonly item: ItemWithoutValues | undefined;
  readonly said: SaidPlace;
}

/**
 * Looks, if that is wanted, whether the secrets can be read, and settles what to do where they cannot.
 *
 * @throws SecretsUnavailableError where that means to stop
 */
export async function settleSecrets(session: Session, options: SettleSecretsOptions): Promise<SettledSecrets> {
  const { sourceOf, questions, noSecrets, hasOp, fields } = options;
  let { said } = options;
  let source = await sourceOf(said);
  const without = { noSecrets: true, source, item: undefined, said };
  if (noSecrets) {
    session.print('', "Without secrets, local-prod starts with the Compose file's insecure defaults.");
    return without;
  }
  const look =
    !questions.asksPerson ||
    (source.address !== undefined && !hasOp) ||
    (await questions.confirm({
      message: source.address === undefined ? 'Run it now to check?' : 'Check now whether op can read it?',
      fallback: true,
      flags: '--no-secrets',
    }));
  if (!look) return { noSecrets: false, source, item: undefined, said };
  for (;;) {
    const check = await checkItem(source, { fields, signal: session.signal });
    session.print('', ...formatItemCheck(source, check, session));
    if (check.readable) return { noSecrets: false, source, item: check.item, said };
    const what = unnamedPlace(check.error);
    if (questions.asksPerson && what !== undefined) {
      const name = await askName(questions, what);
      if (name !== undefined) {
        const { vault, account } = said;
        said = what === 'vault' ? { vault: name, account } : { vault, account: name };
        source = await sourceOf(said);
        continue;
      }
    }
    const answer = await questions.choose({
      message: `Continue without ${source.address === undefined ? 'secrets' : '1Password'}?`,
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

async function askName(questions: Questions, what: 'vault' | 'account'): Promise<string | undefined> {
  const typed = await questions.text({
    message: `Which ${what} has it? (Enter: continue without naming one)`,
    fallback: '',
    flags: `--${what} <name>`,
  });
  return typed.trim() === '' ? undefined : typed.trim();
}
