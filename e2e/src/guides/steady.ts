/** What differs from run to run, and from machine to machine, and how a guide writes it. */
const UNSTEADY: readonly (readonly [RegExp, string])[] = [
  // Times that something took.
  [/\b\d+(?:\.\d+)? ?(?:ms|s)\b/g, '1.0 s'],
  [/\b[0-9a-f]{64}\b/g, '0123456789ab'],
  // A commit.
  [/\([0-9a-f]{8}\)/g, '(01234567)'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '2026-01-02T03:04:05Z'],
  [/\b\d+(?:\.\d+)? (?:[KMG]iB|bytes)\/s\b/g, '1.0 MiB/s'],
  // What volumes hold, and their age.
  [/\b\d+(?:\.\d+)?(?:[kMG]?B), created (?:just now|\d+ (?:min|h) ago)/g, '48.6MB, created just now'],
];

/** Text in which what changes from run to run is written in one way. */
export function steady(text: string): string {
  return UNSTEADY.reduce((changed, [pattern, as]) => changed.replaceAll(pattern, as), text);
}

/** A line of a guide that stands for any lines. */
const ANYTHING = '…';

/**
 * Compares what a command printed with what its guide says: the same lines, whatever their order (a stack's services get
 * ready as the machine pleases). Where the guide has a line `…`, more may have been printed.
 *
 * @returns one line for each difference, none when they agree
 */
export function differences(printed: readonly string[], written: readonly string[]): string[] {
  const there = printed.map(comparable).filter((line) => line !== '');
  const said = written.map(comparable).filter((line) => line !== '' && line.trim() !== ANYTHING);
  return [
    ...said.filter((line) => !there.includes(line)).map((line) => `not printed: ${line}`),
    ...(isOpen(written) ? [] : there.filter((line) => !said.includes(line)).map((line) => `not in the guide: ${line}`)),
  ];
}

/** Ages grow, and columns are as wide as what is in them. */
function comparable(line: string): string {
  return steady(line.trimEnd())
    .replaceAll(/ {2}(?:now|\d+ (?:min|h|d))(?= {2})/g, '  1 d')
    .replaceAll(/ {2,}/g, '  ');
}

/** Whether a guide leaves out some of what is printed. */
export function isOpen(written: readonly string[]): boolean {
  return written.some((line) => line.trim() === ANYTHING);
}
