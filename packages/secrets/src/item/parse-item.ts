import { type OpItem, opItem } from './op-item.ts';
import { type ItemAddress, itemGetCommand } from './op-command.ts';
import { SecretsUnavailableError } from './secrets-unavailable.ts';

/**
 * Reads what `op item get --format json` printed.
 *
 * @throws SecretsUnavailableError `unexpected-output`, without any of the text: it may hold the very values
 */
export function parseItem(address: ItemAddress, stdout: string): OpItem {
  const parsed = opItem.safeParse(jsonOf(stdout));
  if (parsed.success) return parsed.data;
  const what = stdout.trim() === '' ? 'nothing' : `${stdout.length} characters that are not an item as JSON`;
  throw new SecretsUnavailableError(`op answered for item ${address.item} with ${what}`, {
    reason: 'unexpected-output',
    item: address.item,
    hint: `Check the output of op: op --version; ${itemGetCommand(address)}. Version 2 is needed: https://developer.1password.com/docs/cli/upgrade`,
  });
}

// The parser's own error quotes the text, so it goes no further than here.
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
