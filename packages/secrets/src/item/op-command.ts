import { quoteArgument } from '@ktrdr/errors';
import type { ItemField } from './secret-field.ts';

/** Which item, as `op` is told. */
export interface ItemAddress {
  /** Name or id. */
  readonly item: string;
  /** Name or id of its vault; every vault of the account otherwise. A service account needs it. */
  readonly vault?: string;
  /** Sign-in address, name or id of the account; the one that `op` prefers otherwise. */
  readonly account?: string;
}

/**
 * The arguments of `op item get` for a whole item as JSON. (Without `--format json`, `op` conceals values.)
 * Source: https://developer.1password.com/docs/cli/reference/management-commands/item#item-get
 */
export function itemGetArgs({ item, ...where }: ItemAddress): string[] {
  return ['item', 'get', item, '--format', 'json', ...whereArgs(where)];
}

/** The command that shows an item to a person, values concealed. */
export function itemGetCommand({ item, ...where }: ItemAddress): string {
  return commandLine(['op', 'item', 'get', item, ...whereArgs(where)]);
}

/** The command that creates an item with the concealed fields that it must have; a person fills in what stands in angle brackets. */
export function itemCreateCommand({ item, ...where }: ItemAddress, fields: readonly ItemField[]): string {
  const flags = ['--category=securenote', `--title=${item}`, ...whereArgs(where)];
  return commandLine([
    'op',
    'item',
    'create',
    ...flags,
    ...fields.filter(({ optional }) => optional !== true).map(assignment),
  ]);
}

/** The command that sets concealed fields of an item; a person fills in what stands in angle brackets. */
export function itemEditCommand({ item, ...where }: ItemAddress, fields: readonly ItemField[]): string {
  return commandLine(['op', 'item', 'edit', item, ...whereArgs(where), ...fields.map(assignment)]);
}

/** `op signin` prints what the shell has to evaluate; with the app integration it asks the app. */
export function signInCommand({ account }: Pick<ItemAddress, 'account'>): string {
  return `eval $(${commandLine(['op', 'signin', ...whereArgs(account === undefined ? {} : { account })])})`;
}

function whereArgs({ vault, account }: Omit<ItemAddress, 'item'>): string[] {
  return [...(vault === undefined ? [] : ['--vault', vault]), ...(account === undefined ? [] : ['--account', account])];
}

/** `label[password]=value`; source: https://developer.1password.com/docs/cli/item-fields#custom-fields */
function assignment({ label, minLength }: ItemField): string {
  const wanted = minLength === undefined ? label : `${label}, ${minLength} characters or more`;
  return `${label.replaceAll(/[\\.=]/g, String.raw`\$&`)}[password]=<${wanted}>`;
}

function commandLine(words: readonly string[]): string {
  return words.map(quoteArgument).join(' ');
}
