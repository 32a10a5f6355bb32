import type { Evidence } from '@ktrdr/instance';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/** A cause as it was found now, or read from a recording. */
export interface ShownCause {
  readonly code: string;
  readonly service: string | null;
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  readonly consequences: readonly {
    readonly code: string;
    readonly service: string | null;
    readonly summary: string;
  }[];
}

/** A cause as a person reads it: what is wrong, what shows it, and what follows from it. */
export function formatCause(cause: ShownCause, style: Style): string[] {
  const { code, service, summary, evidence } = cause;
  const subject = service === null ? '' : `${style.bold(service)} `;
  return [
    `${style.red('✗')} ${subject}${printable(summary)} ${style.dim(`(${code})`)}`,
    ...evidence.filter((one) => !isSaid(one, summary)).flatMap((one) => formatEvidence(one, style)),
    ...formatConsequences(cause),
  ];
}

/** What follows from a cause, and who has it, too; services of which the same is said share a line. */
function formatConsequences({ code, consequences }: ShownCause): string[] {
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
