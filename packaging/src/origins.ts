// A bundle is minified, which takes away esbuild's own remarks on where its modules come from. So each chunk begins with one of ours.

const NONE = 'none';
const REMARK = /^\/\* Third-party code: (.*) \*\/$/m;
// esbuild leaves the path of a CommonJS module as its key, and where nothing is minified, a comment above each module.
const PATH = /node_modules\/(?!\.pnpm\/)((?:@[^/\s"]+\/)?[^/\s"]+)\//g;

/** The remark at the head of a chunk that contains code of these packages. */
export function formatOrigins(names: readonly string[]): string {
  return `/* Third-party code: ${names.length === 0 ? NONE : names.join(', ')} */`;
}

/** The packages of which a chunk says that it contains code of them; undefined where it has no such remark. */
export function originsIn(code: string): readonly string[] | undefined {
  const listed = REMARK.exec(code)?.[1];
  if (listed === undefined) return undefined;
  return listed === NONE ? [] : listed.split(', ');
}

/** The packages whose modules can be seen in code, whatever it says of itself. */
export function modulesIn(code: string): readonly string[] {
  return Array.from(code.matchAll(PATH), ([, name = '']) => name);
}
