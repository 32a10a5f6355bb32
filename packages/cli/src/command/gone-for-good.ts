import type { DestroyPlan } from '@ktrdr/instance';
import { formatBytes } from '@ktrdr/instance/internal';

type Lost = Pick<DestroyPlan, 'volumes' | 'takenOver' | 'ignored'>;

/** How many places of ignored files a question names; the plan above it has more. */
const NAMED = 3;

/** The end of the question before a destroy: `, with …`, what goes that nothing brings back; empty where nothing does. */
export function goneForGood({ volumes, takenOver, ignored }: Lost): string {
  const lines = ignored.flatMap(({ what, ownLines }) =>
    ownLines === undefined ? [] : [`${count(ownLines, 'line')} of yours in ${what}`],
  );
  const gone = [
    ...(volumes.length === 0 ? [] : ['the database in its volumes']),
    ...(takenOver.length === 0 ? [] : [`volumes that it has taken over (${takenOver.join(', ')})`]),
    ...ignoredFiles(ignored),
    ...lines,
  ];
  return gone.length === 0 ? '' : `, with ${inWords(gone)}`;
}

/** The same of the lines that a person has written into `.env.sandbox`, as a line of the plan; none where there are none. */
export function describeOwnLines({ ignored }: Pick<Lost, 'ignored'>): string[] {
  return ignored.flatMap(({ what, ownLines }) =>
    ownLines === undefined ? [] : [`  your own lines, deleted with ${what}: ${ownLines}`],
  );
}

/** In the order of the plan: what may be keys first, then the largest. */
function ignoredFiles(ignored: Lost['ignored']): string[] {
  const files = ignored
    .filter(({ ownLines }) => ownLines === undefined)
    .toSorted(
      (one, other) => Number(other.envFiles.length > 0) - Number(one.envFiles.length > 0) || other.bytes - one.bytes,
    );
  if (files.length === 0) return [];
  const names = [
    ...files.slice(0, NAMED).map(nameOf),
    ...(files.length > NAMED ? [`${files.length - NAMED} more`] : []),
  ];
  const total = files.reduce((sum, one) => sum + one.files, 0);
  const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
  return [`${count(total, 'file')} that git ignores, ${formatBytes(bytes)} (${names.join(', ')})`];
}

/** With the first of what may be keys in it: `config/ with config/.env.local`. */
function nameOf({ what, envFiles }: Lost['ignored'][number]): string {
  const [first, ...others] = envFiles.filter((file) => file !== what);
  if (first === undefined) return what;
  return `${what} with ${first}${others.length === 0 ? '' : ` and ${others.length} more like it`}`;
}

function count(number: number, noun: string): string {
  return `${number} ${number === 1 ? noun : `${noun}s`}`;
}

function inWords(parts: readonly string[]): string {
  return parts.length === 1 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
