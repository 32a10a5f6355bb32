import type { Unit } from './measure.ts';
import { figureOf, type Report, type Result } from './result.ts';

/** The report as a Markdown table. */
export function formatTable({ date, environment, results }: Report): string {
  const { cpu, cores, memoryGiB, node, engine, compose, commit } = environment;
  return [
    `${date.slice(0, 10)}, commit ${commit}: ${cores} cores (${cpu}), ${memoryGiB} GiB, Node ${node}, Engine ${engine}, Compose ${compose}.`,
    '',
    '| what | median | reference | median | ratio (quartiles) | to reach | | commit |',
    '|---|---|---|---|---|---|---|---|',
    ...results.map(row),
    '',
  ].join('\n');
}

function row(result: Result): string {
  const { what, against, unit, ours, reference, ratio, lower, upper, target, commit } = result;
  const reached = figureOf(result) <= target ? 'reached' : 'missed';
  const compared =
    against === undefined
      ? ['', '', '', format(target, unit)]
      : [
          against,
          format(reference, unit),
          `${ratio.toFixed(2)} (${lower.toFixed(2)}-${upper.toFixed(2)})`,
          `${target}x`,
        ];
  return `| ${[what, format(ours, unit), ...compared, reached, commit].join(' | ')} |`;
}

function format(value: number, unit: Unit): string {
  return `${unit === 's' || value < 10 ? value.toFixed(2) : value.toFixed(0)} ${unit}`;
}
