import { type ItemField, ktrdrSecrets, type SecretField, secretVariableNames } from '@ktrdr/secrets';
import { isReserved } from '../../env-file/settings.ts';
import type { Reads } from './variables-read.ts';

export interface WantedOptions {
  /** The labels of the item's fields. */
  readonly labels: readonly string[];
  /** Whether the Compose files read a secret's variable. */
  readonly readsSecret: Reads;
  /** Whether they may read another variable. */
  readonly readsOther: Reads;
  /** What is computed for the instance, and no field's to say. */
  readonly computed: Readonly<Record<string, string>>;
}

const NAME = /^[A-Za-z_]\w*$/;
const KNOWN = new Set(secretVariableNames(ktrdrSecrets));
const LABELS = new Set<string>(ktrdrSecrets.map(({ label }) => label));

/**
 * Which fields of an item a start wants: those of KTRDR's secrets whose variables the Compose files read, and those that are called like a
 * variable that they read. The latter win: they are named exactly.
 */
export function wantedFields({
  labels,
  readsSecret,
  readsOther,
  computed,
}: WantedOptions): (ItemField & SecretField)[] {
  const named = [...new Set(labels)].filter(
    (label) =>
      NAME.test(label) &&
      !LABELS.has(label) &&
      !isReserved(label) &&
      !Object.hasOwn(computed, label) &&
      (KNOWN.has(label) ? readsSecret(label) : readsOther(label)),
  );
  const secrets = ktrdrSecrets.filter(({ variables }) =>
    variables.some((variable) => readsSecret(variable) && !named.includes(variable)),
  );
  return [...secrets, ...named.map((label) => ({ label, optional: true as const, variables: [label] }))];
}
