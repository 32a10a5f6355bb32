import type { Context } from '../core/context.ts';
import type { VolumeRecord } from './volume-record.ts';
import { isSameVolume, type OwnVolume } from './whose-volumes.ts';

/** What is known of an instance's volumes when it is started. */
export interface StartedOn {
  /** What was written down before. */
  readonly record: VolumeRecord | undefined;
  readonly own: readonly OwnVolume[];
  /** The names of those that the start makes. */
  readonly made: readonly string[];
}

/** Says on which volumes an instance is started, where that is not what it was: nobody is to find out from an empty database, or from another's. */
export function tellOfVolumes({ report }: Pick<Context, 'report'>, id: string, started: StartedOn): void {
  const { record, own, made } = started;
  const written = record?.volumes ?? [];
  const gone = written.flatMap(({ name }) => (made.includes(name) ? [name] : []));
  if (gone.length > 0) {
    const text = `These volumes of ${id} are gone, with their data, and are created anew, empty: ${gone.join(', ')}`;
    report({ type: 'warning', text });
  }
  const found = own.filter((one) => one.takenOver === true && !written.some((known) => isSameVolume(known, one)));
  if (found.length > 0) {
    const text = `Containers of ${id} use volumes that existed before them, and that none of its starts created: ${found.map(({ name }) => name).join(', ')}. Another ${id} (of another registry, another user, or an earlier one) may need their data.`;
    report({ type: 'warning', text });
  }
}
