import { type ListedContainer, type RawContainer, toListed } from './listed-container.ts';

/**
 * Reads a list of containers as Engines give it; undefined for everything that is not just so, which is the schema's to judge. What comes of it is what comes of
 * `listedContainers`, without the library that schemas are made of: the list is what is asked most often.
 */
export function plainContainers(text: string): ListedContainer[] | undefined {
  const listed = parsed(text);
  return Array.isArray(listed) && listed.every(isContainer) ? listed.map(toListed) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isContainer(value: unknown): value is RawContainer {
  return (
    isObject(value) &&
    [value['Id'], value['Image'], value['ImageID'], value['State'], value['Status']].every(isText) &&
    Number.isFinite(value['Created']) &&
    isListOf(value['Names'], isText) &&
    isAbsentOr(value['Labels'], areLabels) &&
    isListOf(value['Ports'], isPort) &&
    isListOf(value['Mounts'], isMount)
  );
}

function areLabels(value: unknown): boolean {
  // A key of this name is left out by whoever copies objects.
  return isObject(value) && !Object.hasOwn(value, '__proto__') && Object.values(value).every(isText);
}

function isPort(value: unknown): boolean {
  return (
    isObject(value) &&
    Number.isFinite(value['PrivatePort']) &&
    (value['PublicPort'] === undefined || Number.isFinite(value['PublicPort'])) &&
    (value['IP'] === undefined || isText(value['IP'])) &&
    isText(value['Type'])
  );
}

function isMount(value: unknown): boolean {
  return (
    isObject(value) &&
    [value['Type'], value['Destination']].every(isText) &&
    [value['Name'], value['Source']].every((one) => one === undefined || isText(one))
  );
}

function isListOf(value: unknown, isOne: (one: unknown) => boolean): boolean {
  return isAbsentOr(value, (list) => Array.isArray(list) && list.every(isOne));
}

/** Also where there is nothing. */
function isAbsentOr(value: unknown, isRight: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || isRight(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
