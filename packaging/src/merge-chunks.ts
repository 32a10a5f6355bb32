import { basename, dirname, join, relative } from 'node:path';
import { cwd } from 'node:process';
import type { Metafile, Plugin } from 'esbuild';
import { formatOrigins, originsIn } from './origins.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Chunks that are read together, by their sources. */
export interface ReadTogether {
  /** These, and all that they need at once, but for what a group before has. */
  readonly of: readonly string[];
  /** Not what these need, which would otherwise read all of the group for a part of it. */
  readonly butOf?: readonly string[];
}

/** What a chunk is called by in the file that it is merged into; no name in its code is like it. */
const MERGED = '__merged';
const REQUIRED = /require\("\.\/([^"]+)"\)/g;
const REMARK_LINE = /^\/\* Third-party code: .* \*\/\n/;

/**
 * An esbuild plugin that puts chunks which a command reads at its start into one file: to find, open and compile fifty small files takes Node 10 ms more
 * than one of the same size. Each is run when it is first wanted, and once, as before. After the plugins that make CommonJS of the chunks and name their origins.
 */
export function mergeChunks(groups: readonly ReadTogether[]): Plugin {
  return {
    name: 'merge-chunks',
    setup(build) {
      build.onEnd(({ metafile, outputFiles }) => {
        if (metafile === undefined || outputFiles === undefined) return;
        const root = build.initialOptions.absWorkingDir ?? cwd();
        const merged = planMerge(metafile, groups);
        const fileOf = (path: string): string | undefined => merged.get(relative(root, path));
        const parts = new Map<string, string[]>();
        for (const file of outputFiles) {
          const into = fileOf(file.path);
          const text = withMerged(decoder.decode(file.contents), { into, merged });
          if (into === undefined) file.contents = encoder.encode(text);
          else parts.set(into, [...(parts.get(into) ?? []), asPart(basename(file.path), text)]);
        }
        for (const [name, texts] of parts) {
          const first = outputFiles.find(({ path }) => fileOf(path) === name);
          if (first === undefined) continue;
          const origins = outputFiles
            .filter(({ path }) => fileOf(path) === name)
            .flatMap(({ contents }) => originsIn(decoder.decode(contents)) ?? []);
          first.contents = encoder.encode(`${formatOrigins([...new Set(origins)].toSorted())}\n${wholeOf(texts)}`);
          first.path = join(dirname(first.path), name);
        }
        const kept = outputFiles.filter(({ path }) => fileOf(path) === undefined);
        outputFiles.splice(0, outputFiles.length, ...kept);
      });
    },
  };
}

/** Into which file each output goes, by its path as esbuild has it. @throws Error for a member that is no chunk */
export function planMerge(
  { outputs }: Pick<Metafile, 'outputs'>,
  groups: readonly ReadTogether[],
): ReadonlyMap<string, string> {
  const paths = new Map(Object.entries(outputs).map(([path, { entryPoint }]) => [entryPoint, path]));
  const needsOf = (sources: readonly string[]): ReadonlySet<string> => {
    const needs = new Set<string>();
    const take = (path: string): void => {
      if (needs.has(path)) return;
      needs.add(path);
      for (const { path: next, kind, external } of outputs[path]?.imports ?? []) {
        if (kind === 'import-statement' && external !== true) take(next);
      }
    };
    for (const source of sources) {
      const path = paths.get(source);
      if (path === undefined) throw new Error(`There is no chunk of ${source}`);
      take(path);
    }
    return needs;
  };
  const merged = new Map<string, string>();
  for (const [index, { of, butOf = [] }] of groups.entries()) {
    const others = needsOf(butOf);
    for (const path of needsOf(of)) {
      if (!merged.has(path) && !others.has(path)) merged.set(path, `merged-${index + 1}.cjs`);
    }
  }
  return merged;
}

/** The code with what is merged called where it is now. */
function withMerged(
  code: string,
  { into, merged }: { readonly into: string | undefined; readonly merged: ReadonlyMap<string, string> },
): string {
  const files = new Map(Array.from(merged, ([path, file]) => [basename(path), file]));
  return code.replaceAll(REQUIRED, (call, name: string) => {
    const file = files.get(name);
    if (file === undefined) return call;
    return `${file === into ? MERGED : `require("./${file}")`}("${name}")`;
  });
}

function asPart(name: string, code: string): string {
  return `"${name}"(module,exports){${code.replace(REMARK_LINE, '')}\n}`;
}

function wholeOf(parts: readonly string[]): string {
  return (
    `var __parts={${parts.join(',\n')}},__ran=new Map;` +
    `function ${MERGED}(name){var module=__ran.get(name);` +
    `if(module===undefined){module={exports:{}};__ran.set(name,module);__parts[name](module,module.exports)}` +
    `return module.exports}module.exports=${MERGED};`
  );
}
