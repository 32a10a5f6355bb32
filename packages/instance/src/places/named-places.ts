import { isAbsolute, join, resolve } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { ENV_FILE, readEnvText } from '../env-file/env-file.ts';
import { DIRECTORY_VARIABLES } from '../env-file/judge-env-file.ts';
import { resolveEnvFile } from '../env-file/parse-env-file.ts';
import { existingPath } from './existing-path.ts';
import type { LyingInside } from './lying-inside.ts';

export interface NamedPlacesOptions {
  /** Other instances of the registry. */
  readonly instances: readonly Instance[];
  /** Directories that may be instances of another registry. */
  readonly directories: readonly string[];
  /** What is not known of an instance is taken for nothing. */
  readonly force: boolean;
}

/** No `ktrdr` follows one: of what is no instance of ours it says nothing. */
const LINK = 'ENV_FILE_LINK';
const UNKNOWN = [LINK, 'ENV_FILE_UNREADABLE'];
const DIRECTORIES: ReadonlySet<string> = new Set(Object.values(DIRECTORY_VARIABLES));

/**
 * Real paths of what lines of `.env.sandbox` files name: the data of those instances, and whatever else their Compose files are told to use.
 *
 * @throws CodedError `ENV_FILE_UNREADABLE`, and for a registered instance `ENV_FILE_LINK`
 */
export async function namedPlaces(
  context: Context,
  { instances, directories, force }: NamedPlacesOptions,
): Promise<LyingInside[]> {
  const registered = new Set(instances.map(({ path }) => path));
  const found = await Promise.all([
    ...instances.map(
      async ({ id, path }) => await placesNamedIn(context, path, { who: id, past: force ? UNKNOWN : [] }),
    ),
    ...directories
      .filter((path) => !registered.has(path))
      .map(async (path) => await placesNamedIn(context, path, { who: path, past: force ? UNKNOWN : [LINK] })),
  ]);
  return found.flat();
}

async function placesNamedIn(
  { env }: Context,
  directory: string,
  { who, past }: { readonly who: string; readonly past: readonly string[] },
): Promise<LyingInside[]> {
  const text = await readEnvText(directory).catch((error: unknown) => {
    if (past.some((code) => hasCode(error, code))) return undefined;
    throw error;
  });
  const { values } = resolveEnvFile(text ?? '', env);
  const found = await Promise.all(
    Object.entries(values).map(async ([key, value]) => {
      const named = pathIn(value, { directory, home: env['HOME'], isDirectory: DIRECTORIES.has(key) });
      const path = named === undefined ? undefined : await existingPath(named);
      if (path === undefined) return [];
      const first = `Move the data that ${who} uses there to another place, and set ${key} to it in ${join(directory, ENV_FILE)}`;
      return [{ path, what: `${key} of ${who}`, first }];
    }),
  );
  return found.flat();
}

/**
 * What Compose takes a value for where it is the source of a mount; undefined for what is a name there.
 *
 * Source: the Compose specification, `services.volumes`, "Short syntax"
 */
function pathIn(
  value: string,
  { directory, home, isDirectory }: { directory: string; home: string | undefined; isDirectory: boolean },
): string | undefined {
  if (value === '') return undefined;
  if (home !== undefined && /^~(\/|$)/.test(value)) return join(home, value.slice(1));
  return isAbsolute(value) || /^\.{1,2}(\/|$)/.test(value) || isDirectory ? resolve(directory, value) : undefined;
}
