import type { Cause, Explanation, Instance } from '@ktrdr/instance';
import { CAUSE_DOCS, quoteArgument } from '@ktrdr/errors';
import { formatCause } from './format-cause.ts';
import { formatState } from './format-state.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

export interface ExplanationView {
  readonly instance: Pick<Instance, 'path'>;
  /** Where the command was given: commands need not lead to where the reader is. */
  readonly directory: string;
  readonly style: Style;
}

/** Who has not started it yet wonders whether anything is lost, or interrupted, by it. */
const WHAT_UP_DOES =
  'ktrdr up starts what is not running and recreates what has changed; it leaves healthy containers and all data alone.';

/** `why` as a person reads it: each cause with what shows it, what follows from it, and what mends it. */
export function formatExplanation({ id, state, causes, unknown, up }: Explanation, view: ExplanationView): string[] {
  const { style } = view;
  const title = `${style.bold(id)} ${formatState(state, style)}`;
  const gaps = unknown.map((text) => style.yellow(`! Unknown: ${printable(text)}`));
  if (causes.length === 0) {
    const start = state === 'stopped' ? ` To start it: ${up}` : '';
    if (gaps.length === 0) return [`${title}, and nothing is wrong with it.${start}`];
    return [`${title}, and nothing wrong was found.${start}`, ...gaps];
  }
  return [
    title,
    ...causes.flatMap((cause) => ['', ...formatWithFix(cause, view)]),
    ...(gaps.length > 0 ? [''] : []),
    ...gaps,
    '',
    ...(causes.some(({ fix }) => fix?.includes(up)) ? [style.dim(WHAT_UP_DOES)] : []),
    style.dim(`What the codes mean: ${CAUSE_DOCS}`),
  ];
}

function formatWithFix(cause: Cause, view: ExplanationView): string[] {
  if (cause.fix === null) return formatCause(cause, view.style);
  const lines = here(cause.fix, view).split('\n');
  return [...formatCause(cause, view.style), ...lines.map((line, index) => `  ${index === 0 ? '→' : ' '} ${line}`)];
}

/** A command without the way to the directory that the reader is in. */
function here(fix: string, { instance, directory }: ExplanationView): string {
  const isThere = directory === instance.path || directory.startsWith(`${instance.path}/`);
  return isThere ? fix.replaceAll(`cd ${quoteArgument(instance.path)} && `, '') : fix;
}
