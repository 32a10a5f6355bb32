import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const SUFFIX = '?own-copy';
const ASKED = Symbol('asked');
const COPIED = Symbol('copied');

export interface OwnCopyOptions {
  /** The package that is copied. */
  readonly name: string;
  /** Whether what this file imports of it is the copy; so is what that imports of itself. */
  readonly of: (importer: string) => boolean;
}

/**
 * An esbuild plugin that gives some files a copy of a package of their own. What a chunk that is rarely loaded uses of a package would be in the chunk that it
 * shares with all others, which would read it too.
 */
export function ownCopy({ name, of }: OwnCopyOptions): Plugin {
  return {
    name: 'own-copy',
    setup(build) {
      build.onResolve({ filter: new RegExp(String.raw`^(?:${name}(?:/|$)|\.)`) }, async ({ path, ...from }) => {
        if (from.pluginData === ASKED) return undefined;
        const isCopied = from.pluginData === COPIED || (!path.startsWith('.') && of(from.importer));
        if (!isCopied) return undefined;
        const { importer, kind, namespace, resolveDir } = from;
        const found = await build.resolve(path, { importer, kind, namespace, resolveDir, pluginData: ASKED });
        return { path: found.path, sideEffects: found.sideEffects, errors: found.errors, suffix: SUFFIX };
      });
      build.onLoad({ filter: new RegExp(`[\\\\/]${name}[\\\\/]`) }, async ({ path, suffix }) => {
        if (suffix !== SUFFIX) return undefined;
        return { contents: await readFile(path, 'utf8'), loader: 'js', pluginData: COPIED };
      });
    },
  };
}
