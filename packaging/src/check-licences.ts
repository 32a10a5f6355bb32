import { parseLicences } from './format-licences.ts';
import { NOTICES } from './notices.ts';
import type { Tarball } from './read-tarball.ts';

// esbuild writes above each module of a bundle where it comes from.
const ORIGIN = /^\s*\/\/ .*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm;

/** The packages whose code is in a packed package and whose licence is not. */
export function checkLicences(tarball: Tarball): string[] {
  const licences = parseLicences(tarball.get(NOTICES) ?? '');
  const names = [...tarball].flatMap(([path, text]) =>
    path.endsWith('.js') ? Array.from(text.matchAll(ORIGIN), ([, name = '']) => name) : [],
  );
  return [...new Set(names)].flatMap((name) => {
    const text = licences.get(name);
    if (text === undefined) return [`${name}: in the bundle, and not in ${NOTICES}`];
    return /copyright|permission/i.test(text) ? [] : [`${name}: ${NOTICES} does not hold its licence`];
  });
}
