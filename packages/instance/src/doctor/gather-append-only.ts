import { dirname } from 'node:path';
import type { Context } from '../core/context.ts';
import type { ForbiddenFacts } from '../entries/forbidden-at.ts';

const ANSWER_WITHIN_MS = 5_000;

/**
 * What we keep in our home and what nobody may replace or remove (`chattr +a`), of which access(2) says nothing (Linux 6.1). Nothing where `lsattr` is not
 * there, or the file system has no such marks.
 */
export async function gatherAppendOnly({
  home,
  run,
  env,
}: Pick<Context, 'home' | 'run' | 'env'>): Promise<ForbiddenFacts[]> {
  if (process.platform !== 'linux') return [];
  const asked = [
    ['-d', home.root],
    ['-R', dirname(home.registry)],
  ].map(async (args) => await run('lsattr', args, { env, timeoutMs: ANSWER_WITHIN_MS, ownSession: true }));
  return (await Promise.all(asked))
    .flatMap(({ stdout }) => appendOnlyIn(stdout))
    .map((path) => ({ path, owner: undefined, unmark: 'sudo chattr -a' }));
}

/** The paths with that mark in what lsattr prints: `-----a--------e------- /a path` (e2fsprogs 1.47). */
export function appendOnlyIn(listing: string): string[] {
  return listing.split('\n').flatMap((line) => /^[A-Za-z-]*a[A-Za-z-]* (\/.*)$/.exec(line)?.[1] ?? []);
}
