import { type SharedResult } from '@ktrdr/instance';
import { formatBytes } from '@ktrdr/instance/internal';
import { formatTable } from './format-table.ts';
import type { Style } from './style.ts';

/** What is in the shared directories now, and how it came there. */
export function formatShared({ path, directories }: SharedResult, style: Style): string[] {
  const rows = directories.map(({ name, files, bytes, state }) => [
    name,
    state,
    files === 0 ? 'empty' : `${files} ${files === 1 ? 'file' : 'files'}, ${formatBytes(bytes)}`,
  ]);
  return [`${style.green('✓')} Shared data is in ${path}`, ...formatTable(rows).map((line) => `  ${line}`)];
}
