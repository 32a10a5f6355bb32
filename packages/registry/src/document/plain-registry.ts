import type { RegistryDocument } from './registry-document.ts';

/**
 * The registry in `text` where it is as it should be; undefined for everything that is not just so, which is `parseRegistry`'s to judge and to explain. What it
 * gives is what that one gives, without the library that schemas are made of: every command begins by reading the registry.
 */
export function plainRegistry(text: string): RegistryDocument | undefined {
  const value = parsed(text);
  return isDocument(value) ? value : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isDocument(value: unknown): value is RegistryDocument {
  if (!isObject(value)) return false;
  const { version, local_prod: localProd, instances, slots } = value;
  return (
    (version === 1 || (version === 2 && (slots === undefined || isTable(slots, isClaim)))) &&
    (localProd === undefined || localProd === null || isEntry(localProd)) &&
    (instances === undefined || isTable(instances, isEntryOf))
  );
}

function isEntryOf(value: unknown, id: string): boolean {
  return isEntry(value) && value['instance_id'] === id;
}

function isEntry(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    isObject(value) &&
    [value['instance_id'], value['path']].every((one) => typeof one === 'string' && one !== '') &&
    Number.isSafeInteger(value['slot']) &&
    typeof value['created_at'] === 'string' &&
    typeof value['is_worktree'] === 'boolean' &&
    (value['parent_repo'] === undefined || value['parent_repo'] === null || typeof value['parent_repo'] === 'string')
  );
}

function isClaim(value: unknown): boolean {
  return value === null || isObject(value);
}

/** An entry cannot have the name `__proto__`: it is left out by whoever copies objects. */
function isTable(value: unknown, isOne: (one: unknown, key: string) => boolean): boolean {
  return (
    isObject(value) &&
    !Object.hasOwn(value, '__proto__') &&
    Object.entries(value).every(([key, one]) => isOne(one, key))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
