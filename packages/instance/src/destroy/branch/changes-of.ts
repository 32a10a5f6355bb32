/** What a commit makes of one path. */
export interface PathChange {
  readonly path: string;
  /** Objects before and after; zeros where there is none. */
  readonly before: string;
  readonly after: string;
}

/** How a question about changes is answered so that `changesOf` reads it. */
export const AS_RAW = ['-r', '--root', '--raw', '-z', '--no-renames', '--no-abbrev'] as const;

/** Reads what git prints with `AS_RAW`. Source: git-diff-tree(1), "Raw output format" */
export function changesOf(raw: string): PathChange[] {
  const entries = raw.matchAll(/:\d+ \d+ ([\da-f]+) ([\da-f]+) [A-Z]\d*\0([^\0]+)(?=\0|$)/g);
  return [...entries].map(([, before = '', after = '', path = '']) => ({ path, before, after }));
}
