import type { PublishedManifest } from './check-manifest.ts';

const ALWAYS = ['LICENSE', 'README.md', 'package.json'];

/** What is wrong with the files of a packed package: what should not be there, and what is missing. */
export function checkFiles(paths: readonly string[], { files, bin = {}, exports }: PublishedManifest): string[] {
  const entries = [...Object.values(bin), ...pathsIn(exports)].map((path) => path.replace(/^\.\//, ''));
  return [
    ...paths.flatMap((path) => {
      if (ALWAYS.includes(path)) return [];
      if (!files.some((entry) => isBelow(path, entry))) return [`${path}: not among "files"`];
      return isForUs(path) ? [`${path}: of no use outside this repository`] : [];
    }),
    ...[...ALWAYS, ...entries].flatMap((entry) =>
      paths.some((path) => isOf(path, entry)) ? [] : [`${entry}: missing`],
    ),
    ...files.flatMap((entry) =>
      paths.some((path) => isBelow(path, entry)) ? [] : [`${entry}: nothing of it is there`],
    ),
  ];
}

/** Whether it is this one, or one of those that a pattern of `exports` stands for (https://nodejs.org/api/packages.html#subpath-patterns). */
function isOf(path: string, entry: string): boolean {
  const [start = '', end] = entry.split('*');
  return end === undefined ? path === entry : path.startsWith(start) && path.endsWith(end);
}

function isBelow(path: string, entry: string): boolean {
  return path === entry || path.startsWith(`${entry}/`);
}

/** Sources, tests, and maps to sources that are not there. */
function isForUs(path: string): boolean {
  if (/(^|\/)(test|tests|src)\//.test(path) || path.endsWith('.map')) return true;
  return path.endsWith('.ts') && !path.endsWith('.d.ts');
}

function pathsIn(exports: unknown): string[] {
  if (typeof exports === 'string') return [exports];
  return typeof exports === 'object' && exports !== null ? Object.values(exports).flatMap(pathsIn) : [];
}
