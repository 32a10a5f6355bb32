import { interpolate } from '../env-file/interpolate.ts';
import type { Environment } from '../core/environment.ts';
import type { PortSource, ServiceSource } from './compose-source.ts';
import { OVERRIDE_KEY, RESET_KEY } from './compose-tags.ts';

/** A mapping of YAML. */
export type Mapping = Readonly<Record<string, unknown>>;

export function mappingOf(value: unknown): Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** A list of YAML; a single value counts as a list of one, as Compose takes it in some places. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A text with its variables replaced; as it is where that cannot be done, which Compose refuses itself. */
export function resolvedText(text: string, env: Environment): string {
  const result = interpolate(text, (name) => env[name]);
  return result.kind === 'value' ? result.value : text;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/**
 * A service's own lines over what it extends, or what earlier files say of it.
 * Source: https://docs.docker.com/reference/compose-file/merge/ (lists are appended, unless a tag says otherwise)
 */
export function mergeService(base: ServiceSource | undefined, own: Mapping, env: Environment): ServiceSource {
  return {
    ports: mergeList(base?.ports ?? [], own['ports'], portOf),
    profiles: mergeList(base?.profiles ?? [], own['profiles'], (profile) => {
      const text = textOf(profile);
      return text === undefined ? [] : [resolvedText(text, env)];
    }),
    replicas: replicasOf(own, env) ?? base?.replicas,
  };
}

/** Compose refuses a file that says it twice and not alike. */
function replicasOf(own: Mapping, env: Environment): number | undefined {
  const text = textOf(own['scale']) ?? textOf(mappingOf(own['deploy'])['replicas']);
  const number = Number(text === undefined ? Number.NaN : resolvedText(text, env));
  return Number.isInteger(number) ? number : undefined;
}

function mergeList<Item>(base: readonly Item[], own: unknown, read: (value: unknown) => readonly Item[]): Item[] {
  const tagged = mappingOf(own);
  if (RESET_KEY in tagged) return [];
  if (OVERRIDE_KEY in tagged) return listOf(tagged[OVERRIDE_KEY]).flatMap(read);
  return [...base, ...listOf(own).flatMap(read)];
}

function portOf(value: unknown): PortSource[] {
  const short = textOf(value);
  if (short !== undefined) return [short];
  const { published, target, protocol } = mappingOf(value);
  const said = textOf(protocol);
  return [{ published: textOf(published), target: textOf(target), ...(said !== undefined && { protocol: said }) }];
}
