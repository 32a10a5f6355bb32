import { parseLicences } from './format-licences.ts';
import { NOTICES } from './notices.ts';
import { modulesIn, originsIn } from './origins.ts';
import type { Tarball } from './read-tarball.ts';

/**
 * What is wrong with the licences of a packed package: packages whose code is in it and whose licence is not, and chunks of a bundle that do
 * not say whose code they contain. The chunks of our bundles are `.cjs` in `dist`; a library is a module with nothing of others in it.
 */
export function checkLicences(tarball: Tarball): string[] {
  const licences = parseLicences(tarball.get(NOTICES) ?? '');
  const code = [...tarball].filter(([path]) => /\.[cm]?js$/.test(path));
  const silent = code.filter(([path, text]) => isChunk(path) && originsIn(text) === undefined);
  const names = new Set(code.flatMap(([, text]) => (originsIn(text) ?? []).concat(modulesIn(text))));
  return [
    ...silent.map(([path]) => `${path}: does not say whose code it contains`),
    ...[...names].flatMap((name) => {
      const text = licences.get(name);
      if (text === undefined) return [`${name}: in the bundle, and not in ${NOTICES}`];
      return /copyright|permission/i.test(text) ? [] : [`${name}: ${NOTICES} does not hold its licence`];
    }),
  ];
}

function isChunk(path: string): boolean {
  return path.startsWith('dist/') && path.endsWith('.cjs');
}
