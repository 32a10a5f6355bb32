import { type ItemAddress, itemEditCommand } from './op-command.ts';
import type { OpField, OpItem } from './op-item.ts';
import type { ItemField } from './secret-field.ts';
import { type SecretsReason, SecretsUnavailableError } from './secrets-unavailable.ts';

/** A field that has something in it, of so many characters; or what is wrong with it. */
type Judgement = { readonly kind: 'filled'; readonly length: number } | Problem;

interface Problem {
  readonly kind: 'problem';
  readonly reason: SecretsReason;
  /** In words, with the label, without the value. */
  readonly text: string;
}

/** What is known of an item once its values are forgotten. */
export interface JudgedItem {
  /** The labels of its fields, in their order; one may be there several times. */
  readonly labels: readonly string[];
  /** What is to be said of each. */
  readonly judgements: ReadonlyMap<string, Judgement>;
}

/** Looks at all fields of an item. Nothing of what is returned is a value. */
export function judgeItem({ fields }: OpItem): JudgedItem {
  const present = fields ?? [];
  const labels = present.flatMap(({ label }) => label ?? []);
  return { labels, judgements: new Map(labels.map((label) => [label, judgeField(label, present)])) };
}

/**
 * Those of `fields` that an item has. All that is wrong is reported at once; the reason is that of the first field that something is wrong with.
 *
 * @throws SecretsUnavailableError `field-missing`, `field-empty`, `field-ambiguous` or `field-invalid`
 */
export function presentFields(
  address: ItemAddress,
  fields: readonly ItemField[],
  { labels, judgements }: JudgedItem,
): ItemField[] {
  const found = fields
    .map((field) => ({ field, found: longEnough(field, judgements.get(field.label)) }))
    .filter(({ field, found: result }) => !(field.optional === true && isAbsent(result)));
  const wrong = found.flatMap(({ field, found: result }) => (result.kind === 'problem' ? [{ field, ...result }] : []));
  const [first] = wrong;
  if (first === undefined) return found.map(({ field }) => field);
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

/**
 * The values of `fields`, by label, exactly as stored.
 *
 * @throws SecretsUnavailableError as {@link presentFields} does
 */
export function pickFields(address: ItemAddress, fields: readonly ItemField[], item: OpItem): Record<string, string> {
  return Object.fromEntries(
    presentFields(address, fields, judgeItem(item)).flatMap(({ label }) => {
      const value = item.fields?.find((field) => field.label === label && isFilled(field))?.value;
      return typeof value === 'string' ? [[label, value]] : [];
    }),
  );
}

function isAbsent(found: Judgement): boolean {
  return found.kind === 'problem' && (found.reason === 'field-missing' || found.reason === 'field-empty');
}

function isFilled({ value }: OpField): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** Fields are found by their label alone, in whichever section they stand. */
function judgeField(label: string, present: readonly OpField[]): Judgement {
  const filled = present.filter((field) => field.label === label && isFilled(field));
  const [field] = filled;
  if (field === undefined) return problem('field-empty', `field ${label} is empty`);
  if (filled.some(({ value }) => value !== field.value)) {
    return problem('field-ambiguous', `several fields are called ${label} and have different values`);
  }

  const { type = 'CONCEALED', value } = field;
  if (typeof value !== 'string' || !['CONCEALED', 'STRING'].includes(type)) {
    return problem('field-invalid', `field ${label} is of type ${type}, not a password or text`);
  }
  if (value.trim() === '') return problem('field-empty', `field ${label} contains only white space`);
  // An environment variable cannot hold these, and Node's error about it would quote the value.
  if (/\0|\p{Surrogate}/u.test(value))
    return problem('field-invalid', `field ${label} contains a character that a variable cannot hold`);
  if (/^\[use 'op item get .*' to reveal\]$/.test(value)) {
    return problem('field-invalid', `field ${label} contains the text that op shows instead of a concealed value`);
  }
  return { kind: 'filled', length: Array.from(value).length };
}

function longEnough({ label, minLength = 1 }: ItemField, judged: Judgement | undefined): Judgement {
  if (judged === undefined) return problem('field-missing', `there is no field ${label}`);
  if (judged.kind === 'problem' || judged.length >= minLength) return judged;
  return problem('field-invalid', `field ${label} is shorter than ${minLength} characters`);
}

function problem(reason: SecretsReason, text: string): Problem {
  return { kind: 'problem', reason, text };
}

function hintFor(address: ItemAddress, wrong: readonly { field: ItemField; reason: SecretsReason }[]): string {
  const unset = wrong.filter(({ reason }) => reason !== 'field-ambiguous').map(({ field }) => field);
  const hints = [
    ...(unset.length < wrong.length ? ['Remove or rename the wrong field in the 1Password app.'] : []),
    ...(unset.length > 0
      ? [`Set it in the 1Password app, or, if your shell history does not matter: ${itemEditCommand(address, unset)}`]
      : []),
  ];
  return hints.join(' ');
}
