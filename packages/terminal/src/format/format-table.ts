import { printable } from './printable.ts';

/** Columns as wide as their widest cell, two spaces apart; no trailing space. Cells are plain text, whoever wrote it. */
export function formatTable(table: readonly (readonly string[])[]): string[] {
  const rows = table.map((row) => row.map((cell) => printable(cell)));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
