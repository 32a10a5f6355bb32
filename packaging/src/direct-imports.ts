import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Plugin } from 'esbuild';

/** A package of the workspace whose `index.ts` is a list of what its other files export. */
export interface ListedPackage {
  readonly name: string;
  /** Absolute path of its `index.ts`. */
  readonly index: string;
}

/**
 * An esbuild plugin that lets an import through a package's `index.ts` lead straight to the file that has the name. Through the
 * list, every chunk that imports one name from it would carry all that any other chunk imports from it.
 * Source: https://github.com/evanw/esbuild/issues/1128
 */
export function directImports(packages: readonly ListedPackage[]): Plugin {
  return {
    name: 'direct-imports',
    setup(build) {
      const lists = Promise.all(
        packages.map(
          async ({ name, index }) => [name, { index, names: readList(await readFile(index, 'utf8')) }] as const,
        ),
      ).then((entries) => new Map(entries));
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (path.includes('node_modules')) return undefined;
        const all = await lists;
        const contents = rewriteImports(await readFile(path, 'utf8'), (from, name) => {
          const list = all.get(from);
          const file = list?.names.get(name);
          return list === undefined || file === undefined
            ? undefined
            : asImport(dirname(path), join(dirname(list.index), file));
        });
        return { contents, loader: 'ts' };
      });
    },
  };
}

/** Name -> file, of an `index.ts` that is made of `export { a, b } from './file.ts'`. Types are not in a bundle. */
export function readList(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/^export \{([^}]*)\} from '(\.[^']*)';$/gm)].flatMap(([, names = '', file = '']) =>
      valuesOf(names).map((name) => [name, file] as const),
    ),
  );
}

/**
 * Splits `import { a, b } from 'package'` into an import for each name.
 *
 * @param fileOf where a name of a package is, undefined where that is not known
 */
export function rewriteImports(text: string, fileOf: (from: string, name: string) => string | undefined): string {
  return text.replaceAll(/^import \{([^}]*)\} from '([^'.][^']*)';$/gm, (statement, names: string, from: string) => {
    const values = valuesOf(names);
    const files = values.map((value) => fileOf(from, value.split(' as ')[0] ?? value));
    if (files.length === 0 || files.includes(undefined)) return statement;
    return values.map((value, index) => `import { ${value} } from '${files[index]}';`).join(' ');
  });
}

function valuesOf(names: string): string[] {
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '));
}

function asImport(directory: string, file: string): string {
  const path = relative(directory, file).replaceAll(sep, '/');
  return path.startsWith('.') ? path : `./${path}`;
}
