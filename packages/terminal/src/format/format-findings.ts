import type { Finding, Repair, RepairResult } from '@ktrdr/instance';
import type { Style } from './style.ts';

/** What the doctor found, one after another, with what to do about it; and a last line that sums it up. */
export function formatFindings(findings: readonly Finding[], style: Style): string[] {
  return [...findings.flatMap((finding) => formatFinding(finding, style)), '', formatSummary(findings, style)];
}

/** What `--fix` has done, and what it could not do. */
export function formatRepairs(repairs: readonly RepairResult[], style: Style): string[] {
  return repairs.flatMap(({ finding: { subject, repair }, failure }) => {
    const does = repair?.kind === 'fix' ? repair.does : '';
    if (failure === undefined) return [`  ${style.green('✓')} ${style.bold(subject)} repaired: ${does}`];
    return [
      `  ${style.red('✗')} ${style.bold(subject)} not repaired: ${failure.message}`,
      ...(failure.hint === undefined ? [] : [`      ${failure.hint}`]),
    ];
  });
}

function formatFinding({ severity, subject, text, detail = [], repair }: Finding, style: Style): string[] {
  const mark = { ok: style.green('✓'), warning: style.yellow('!'), problem: style.red('✗') }[severity];
  return [
    `  ${mark} ${style.bold(subject)} ${text}`,
    ...detail.map((line) => style.dim(`      ${line}`)),
    ...(repair === undefined ? [] : formatRepair(repair)),
  ];
}

function formatRepair(repair: Repair): string[] {
  switch (repair.kind) {
    case 'fix':
      return [`      --fix ${repair.does}`];
    case 'commands':
      return [`      ${repair.text}`, ...repair.commands.map((command) => `        ${command}`)];
    case 'advice':
      return repair.text.split('\n').map((line) => `      ${line}`);
  }
}

function formatSummary(findings: readonly Finding[], style: Style): string {
  const problems = findings.filter(({ severity }) => severity === 'problem').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const counted = [plural(problems, 'problem'), ...(warnings === 0 ? [] : [plural(warnings, 'warning')])].join(', ');
  return problems === 0 ? style.green(counted) : style.red(counted);
}

function plural(count: number, what: string): string {
  return `${count === 0 ? 'No' : count} ${what}${count === 1 ? '' : 's'}`;
}
