import { formatAge } from './format-age.ts';
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
}

export interface RecordingsView {
  readonly style: Style;
  readonly now: Date;
  /** The instance that was asked for; undefined for all of them. */
  readonly id: string | undefined;
}

/** Recordings as a person reads them: of each what was wrong, how long ago, and where it is. */
export function formatRecordings(recordings: readonly ShownRecording[], { style, now, id }: RecordingsView): string[] {
  if (recordings.length === 0) {
    return [
      `Nothing is recorded${id === undefined ? '' : ` of ${id}`}: no start has failed, and why has found nothing.`,
    ];
  }
  return recordings.flatMap((one, index) => {
    const age = formatAge(one.at, now);
    const occasion = one.occasion === 'start' ? 'a start failed' : 'why was asked';
    const when = `${age === 'now' ? 'just now' : `${age} ago`}, ${occasion} (${one.command})`;
    return [
      ...(index === 0 ? [] : ['']),
      `${style.bold(one.id)} ${printable(one.summary)}`,
      style.dim(`    ${printable(when)}`),
      `    ${printable(one.file)}`,
    ];
  });
}
