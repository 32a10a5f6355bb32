import { figureOf, type Report, type Result } from './result.ts';

const WIDTH = 980;
const LABELS = 440;
const BAR = 16;
const ROW = 26;
const TOP = 44;

/** The ratios of a report as bars, with a mark for what is to be reached, as SVG. */
export function chart({ date, environment, results }: Report): string {
  // One of several that are alike has a name with a slash; the table has them all.
  const rows = results.filter(({ name, against }) => against !== undefined && !name.includes('/'));
  const most = Math.max(2, ...rows.flatMap((row) => [row.upper, row.target])) * 1.05;
  const x = (ratio: number): number => LABELS + ((WIDTH - LABELS - 60) * ratio) / most;
  const height = TOP + rows.length * ROW + 24;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="12" y="18" font-size="14" fill="#111111">Time and memory as a multiple of the reference (median, quartiles; the mark is the aim)</text>`,
    `<text x="12" y="34" fill="#555555">${escape(`${date.slice(0, 10)}, ${environment.cores} cores, Node ${environment.node}, Engine ${environment.engine}, commit ${environment.commit}`)}</text>`,
    `<line x1="${x(1)}" y1="${TOP}" x2="${x(1)}" y2="${height - 18}" stroke="#bbbbbb" stroke-dasharray="3 3"/>`,
    `<text x="${x(1)}" y="${height - 6}" text-anchor="middle" fill="#555555">1x: the reference itself</text>`,
    ...rows.map((row, index) => bar(row, TOP + index * ROW, x)),
    '</svg>',
  ].join('\n')}\n`;
}

function bar(result: Result, y: number, x: (ratio: number) => number): string {
  const { what, ratio, lower, upper, target } = result;
  const middle = y + BAR / 2;
  const colour = figureOf(result) <= target ? '#2e7d32' : '#c62828';
  return [
    `<text x="${LABELS - 8}" y="${middle + 4}" text-anchor="end" fill="#111111">${escape(what)}</text>`,
    `<rect x="${x(0)}" y="${y}" width="${x(ratio) - x(0)}" height="${BAR}" fill="${colour}" fill-opacity="0.75"/>`,
    `<line x1="${x(lower)}" y1="${middle}" x2="${x(upper)}" y2="${middle}" stroke="#111111"/>`,
    `<line x1="${x(target)}" y1="${y - 3}" x2="${x(target)}" y2="${y + BAR + 3}" stroke="#111111" stroke-width="2"/>`,
    `<text x="${x(Math.max(upper, target)) + 6}" y="${middle + 4}" fill="#111111">${ratio.toFixed(2)}x</text>`,
  ].join('\n');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
