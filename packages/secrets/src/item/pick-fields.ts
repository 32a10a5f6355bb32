import { type ItemAddress, itemEditCommand } from './op-command.ts';
import type { OpField, OpItem } from './op-item.ts';
import type { ItemField } from './secret-field.ts';
import { type SecretsReason, SecretsUnavailableError } from './secrets-unavailable.ts';

type Found = { readonly kind: 'value'; readonly value: string } | Problem;

interface Problem {
  readonly kind: 'problem';
  readonly reason: SecretsReason;
  /** In words, with the label, without the value. */
  readonly text: string;
}

/**
 * The values of `fields`, by label, exactly as stored. All that is wrong is reported at once; the reason is that of the
 * first field that something is wrong with.
 *
 * @throws SecretsUnavailableError `field-missing`, `field-empty`, `field-ambiguous` or `field-invalid`
 */
export function pickFields(address: ItemAddress, fields: readonly ItemField[], item: OpItem): Record<string, string> {
  const present = item.fields ?? [];
  const found = fields
    .map((field) => ({ field, found: findField(field, present) }))
    .filter(({ field, found: result }) => !(field.optional === true && isAbsent(result)));
  const wrong = found.flatMap(({ field, found: result }) => (result.kind === 'problem' ? [{ field, ...result }] : []));
  const [first] = wrong;
  if (first === undefined) {
    return Object.fromEntries(
      found.flatMap(({ field, found: result }) => (result.kind === 'value' ? [[field.label, result.value]] : [])),
    );
  }
  const labels = present.flatMap(({ label }) => (label === undefined ? [] : [label]));
  throw new SecretsUnavailableError(`Item ${address.item}: ${wrong.map(({ text }) => text).join('; ')}`, {
    reason: first.reason,
    item: address.item,
    fields: wrong.map(({ field }) => field.label),
    hint: hintFor(address, wrong),
    detail: wrong.some(({ reason }) => reason === 'field-missing')
      ? `Fields of the item: ${labels.join(', ') || 'none'}`
      : undefined,
  });
}

function isAbsent(found: Found): boolean {
  return found.kind === 'problem' && (found.reason === 'field-missing' || found.reason === 'field-empty');
}

/** Fields are found by their label alone, in whichever section they stand. */
function findField({ label, minLength = 1 }: ItemField, present: readonly OpField[]): Found {
  const named = present.filter((field) => field.label === label);
  if (named.length === 0) return problem('field-missing', `there is no field ${label}`);

  const filled = named.filter(({ value }) => value !== undefined && value !== null && value !== '');
  const [field] = filled;
  if (field === undefined) return problem('field-empty', `field ${label} is empty`);
  if (filled.some(({ value }) => value !== field.value)) {
    return problem('field-ambiguous', `several fields are called ${label} and hold different values`);
  }

  const { type = 'CONCEALED', value } = field;
  if (typeof value !== 'string' || !['CONCEALED', 'STRING'].includes(type)) {
    return problem('field-invalid', `field ${label} is of type ${type}, not a password or text`);
  }
  if (value.trim() === '') return problem('field-empty', `field ${label} holds white space only`);
  // An environment variable cannot hold these, and Node's error about it would quote the value.
  if (/\0|\p{Surrogate}/u.test(value))
    return problem('field-invalid', `field ${label} holds a character that no variable can`);
  if (/^\[use 'op item get .*' to reveal\]$/.test(value)) {
    return problem('field-invalid', `field ${label} holds the text that op shows in place of a concealed value`);
  }
  if (Array.from(value).length < minLength) {
    return problem('field-invalid', `field ${label} is shorter than ${minLength} characters`);
  }
  return { kind: 'value', value };
}

function problem(reason: SecretsReason, text: string): Problem {
  return { kind: 'problem', reason, text };
}

function hintFor(address: ItemAddress, wrong: readonly { field: ItemField; reason: SecretsReason }[]): string {
  const unset = wrong.filter(({ reason }) => reason !== 'field-ambiguous').map(({ field }) => field);
  const hints = [
    ...(unset.length < wrong.length ? ['Remove or rename the field that is wrong, in the 1Password app.'] : []),
    ...(unset.length > 0
      ? [`Set it in the 1Password app, or, where a shell history does not matter: ${itemEditCommand(address, unset)}`]
      : []),
  ];
  return hints.join(' ');
}
