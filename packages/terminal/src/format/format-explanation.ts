import { type Cause, type Evidence, type Explanation, type Instance } from '@ktrdr/instance';
import { CAUSE_DOCS, quoteArgument } from '@ktrdr/errors';
import { formatState } from './format-state.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

export interface ExplanationView {
  readonly instance: Pick<Instance, 'path'>;
  /** Where the command was given: commands need not lead to where the reader is. */
  readonly directory: string;
  readonly style: Style;
}

/** `why` as a person reads it: each cause with what shows it, what follows from it, and what mends it. */
export function formatExplanation({ id, state, causes, unknown, up }: Explanation, view: ExplanationView): string[] {
  const { style } = view;
  const title = `${style.bold(id)} ${formatState(state, style)}`;
  const gaps = unknown.map((text) => style.yellow(`! Not known: ${printable(text)}`));
  if (causes.length === 0) {
    const start = state === 'stopped' ? ` To start it: ${up}` : '';
    if (gaps.length === 0) return [`${title}, and nothing is wrong with it.${start}`];
    return [`${title}, and nothing wrong was found.${start}`, ...gaps];
  }
  return [
    title,
    ...causes.flatMap((cause) => ['', ...formatCause(cause, view)]),
    ...(gaps.length > 0 ? [''] : []),
    ...gaps,
    '',
    style.dim(`What the codes mean: ${CAUSE_DOCS}`),
  ];
}

function formatCause(cause: Cause, view: ExplanationView): string[] {
  const { code, service, summary, evidence, fix } = cause;
  const { style } = view;
  const subject = service === null ? '' : `${style.bold(service)} `;
  return [
    `${style.red('✗')} ${subject}${printable(summary)} ${style.dim(`(${code})`)}`,
    ...evidence.filter((one) => !isSaid(one, summary)).flatMap((one) => formatEvidence(one, style)),
    ...formatConsequences(cause),
    ...(fix === null
      ? []
      : here(fix, view)
          .split('\n')
          .map((line, index) => `  ${index === 0 ? '→' : ' '} ${line}`)),
  ];
}

/** What follows from a cause, and who has it, too; services of which the same is said share a line. */
function formatConsequences({ code, consequences }: Cause): string[] {
  const services = new Map<string, string[]>();
  for (const { code: own, service, summary } of consequences) {
    const word = code === 'ALL_STOPPED' ? 'these:' : own === code ? 'also:' : 'so:';
    const said = `${word}\n${printable(summary)}`;
    services.set(said, [...(services.get(said) ?? []), ...(service === null ? [] : [service])]);
  }
  let before = '';
  return Array.from(services, ([said, names]) => {
    const [word = '', ...summary] = said.split('\n');
    const shown = word === before ? ' '.repeat(word.length) : word;
    before = word;
    const subject = names.length > 1 ? `${names.join(', ')}: ` : names.map((name) => `${name} `).join('');
    return `    ${shown} ${subject}${summary.join('\n')}`;
  });
}

/** Whether the summary says as much. */
function isSaid({ kind, text }: Evidence, summary: string): boolean {
  const said = kind === 'exit' ? (/code -?\d+$/.exec(text)?.[0] ?? text) : text;
  return summary.includes(said);
}

const WORDS = {
  exit: 'it',
  probe: 'its health probe',
  log: 'its last log lines:',
  answer: 'said:',
  holder: 'held by',
  found: 'found:',
} as const satisfies Record<Evidence['kind'], string>;

function formatEvidence({ kind, text }: Evidence, style: Style): string[] {
  const [first = '', ...others] = printable(text).split('\n');
  const lines = kind === 'log' ? ['', first, ...others] : [first, ...others];
  return lines.map((line, index) =>
    style.dim(index === 0 ? `    ${`${WORDS[kind]} ${line}`.trimEnd()}` : `      ${line}`),
  );
}

/** A command without the way to the directory that the reader is in. */
function here(fix: string, { instance, directory }: ExplanationView): string {
  const isThere = directory === instance.path || directory.startsWith(`${instance.path}/`);
  return isThere ? fix.replaceAll(`cd ${quoteArgument(instance.path)} && `, '') : fix;
}
