import { fieldsAt } from '../secrets/fields-at.ts';
import type { Step } from './step.ts';

/**
 * Looks whether what was read has what the Compose file of the clone needs.
 *
 * @throws SecretsUnavailableError about fields that are missing or wrong
 */
export const secrets: Step = async ({ session, path, source, item }) => {
  const { name } = source;
  const fields = await fieldsAt(session, path);
  if (fields === undefined || item === undefined)
    return `its Compose file cannot be resolved: the start will check ${name}`;
  const found = item.has(fields.wanted(item.labels));
  return found.length === 0
    ? `its Compose file needs nothing from ${name}`
    : `${name} has what its Compose file needs: ${found.join(', ')}`;
};
