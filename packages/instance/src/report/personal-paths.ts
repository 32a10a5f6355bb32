import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import type { Context } from '../core/context.ts';
import { isWithin } from '../core/is-within.ts';
import type { HiddenPath } from './hide-paths.ts';

/** The user's home, by all of its names, and `KTRDR_HOME` where it is not in it. */
export async function personalPaths({ env, home }: Pick<Context, 'env' | 'home'>): Promise<HiddenPath[]> {
  const homes = await namesOf([env['HOME'] ?? '', homedir()]);
  const roots = (await namesOf([home.root])).filter((root) => !homes.some((one) => isWithin(root, one)));
  return [...homes.map((path) => ({ path, as: '~' })), ...roots.map((path) => ({ path, as: '$KTRDR_HOME' }))];
}

async function namesOf(paths: readonly string[]): Promise<string[]> {
  const given = paths.map((path) => path.replace(/\/+$/, '')).filter((path) => path !== '');
  const real = await Promise.all(given.map(async (path) => await realpath(path).catch(() => path)));
  return [...new Set([...given, ...real])].filter((path) => path !== '/');
}
