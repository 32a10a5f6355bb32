import { basename, dirname } from 'node:path';
import type { BindMount } from './check-config.ts';

/** Where containers look for secrets and settings, which are mostly files. Source: https://docs.docker.com/compose/how-tos/use-secrets/ */
const GIVEN = /^\/(?:run\/secrets|etc)\//;
/** Where only programs are. */
const PROGRAMS = new Set(['bin', 'sbin']);
/** What files are called that have no extension. */
const WORDS =
  /^(?:\w*[-_])?(?:token|secrets?|password|passwd|credentials?|key|cert|certificate|config|hosts|license|readme|(?:make|docker|proc|just)file|entrypoint|id_\w+)$/i;

/**
 * Whether a mount of which nothing shows what it is may be one of a file: by its names, of which one is enough. A directory in the place of a file is found by nobody,
 * and a directory that is refused is made by one command; so a dot anywhere is enough, but for that of `.d`.
 */
export function mayBeFile({ source, target }: Pick<BindMount, 'source' | 'target'>): boolean {
  if (GIVEN.test(target) || PROGRAMS.has(basename(dirname(target)))) return true;
  return [source, target].map((path) => basename(path)).some((name) => /\.(?!d$)/.test(name) || WORDS.test(name));
}
