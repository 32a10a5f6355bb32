import { formatAge } from './format-age.ts';
import { formatCause, type ShownCause } from './format-cause.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/** What is shown of a recording. */
export interface ShownRecording {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly command: string;
  readonly occasion: 'start' | 'why';
  readonly summary: string;
  /** Its path. */
  readonly file: string;
  /** What Docker or another program said when the start failed; null where there is nothing of the kind. */
  readonly detail: string | null;
  readonly causes: readonly ShownCause[];
}

export interface RecordingsView {
  readonly style: Style;
  readonly now: Date;
  /** The instance that was asked for; undefined for all of them. */
  readonly id: string | undefined;
}

/** Recordings as a person reads them: of each what was wrong, how long ago, and where it is; the newest of one instance with its causes. */
export function formatRecordings(recordings: readonly ShownRecording[], { style, now, id }: RecordingsView): string[] {
  if (recordings.length === 0) {
    return [`No records${id === undefined ? '' : ` of ${id}`}: no start has failed, and why has found nothing.`];
  }
  return recordings.flatMap((one, index) => {
    const age = formatAge(one.at, now);
    const occasion = one.occasion === 'start' ? 'a start failed' : 'why was run';
    const when = `${age === 'now' ? 'just now' : `${age} ago`}, ${occasion} (${one.command})`;
    const isWhole = id !== undefined && index === 0;
    return [
      ...(index === 0 ? [] : ['']),
      `${style.bold(one.id)} ${printable(one.summary)}`,
      style.dim(`    ${printable(when)}`),
      `    ${printable(one.file)}`,
      ...(isWhole ? formatFound(one, style) : []),
    ];
  });
}

function formatFound({ at, detail, causes }: ShownRecording, style: Style): string[] {
  const said = detail === null ? [] : printable(detail).split('\n');
  return [
    style.dim(`    As found at ${printable(at)}:`),
    ...said.map((line) => style.dim(`      ${line}`)),
    ...causes.flatMap((cause) => formatCause(cause, style)).map((line) => `    ${line}`),
  ];
}
