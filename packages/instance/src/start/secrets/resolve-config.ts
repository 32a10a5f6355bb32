import { readFile } from 'node:fs/promises';
import type { ConfigResult } from '@ktrdr/compose-runner';
import { isCodedError } from '@ktrdr/errors';
import { othersRead, placeholderFor, type Reads, secretsRead } from './variables-read.ts';

/** Resolved Compose files, and which variables they read. */
export interface ResolvedConfig {
  readonly result: ConfigResult;
  readonly reading: VariablesReading;
}

export interface VariablesReading {
  /** Whether the files read a secret's variable. */
  readonly readsSecret: Reads;
  /** Whether they may read another variable. */
  readonly readsOther: Reads;
  /** What Compose says where a variable that the files require is missing, by its name: nobody gives it yet, and a field of the item may. */
  readonly refusals: ReadonlyMap<string, unknown>;
}

export interface ResolveConfigOptions {
  readonly files: readonly string[];
  /** Whether an item will be read. */
  readonly hasItem: boolean;
  /** Resolves the files with further secrets. */
  readonly resolve: (placeholders: Readonly<Record<string, string>>) => Promise<ConfigResult>;
}

/**
 * Resolves Compose files while the item with the secrets is still being read: what they require and only the item may have is given a
 * placeholder.
 *
 * @throws CodedError of `Compose.config`
 */
export async function resolveConfig({ files, hasItem, resolve }: ResolveConfigOptions): Promise<ResolvedConfig> {
  const texts = await Promise.all(files.map(async (file) => await readFile(file, 'utf8').catch(() => '')));
  const placeholders: Record<string, string> = {};
  const refusals = new Map<string, unknown>();
  for (;;) {
    try {
      const result = await resolve(placeholders);
      const options = { resolved: result.text, texts, required: new Set(refusals.keys()) };
      return { result, reading: { readsSecret: secretsRead(options), readsOther: othersRead(options), refusals } };
    } catch (error) {
      const name = requiredVariable(error);
      if (!hasItem || name === undefined || refusals.has(name)) throw [...refusals.values()][0] ?? error;
      refusals.set(name, error);
      placeholders[name] = placeholderFor(name);
    }
  }
}

// Compose's words, 2.26 and 2.40, for `${NAME:?why}`.
function requiredVariable(error: unknown): string | undefined {
  if (!isCodedError(error) || error.code !== 'COMPOSE_INVALID') return undefined;
  return /required variable (\w+) is missing a value/.exec(error.detail ?? '')?.[1];
}
