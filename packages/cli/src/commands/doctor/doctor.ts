import { type Diagnosis, examine, type Finding, repair, type RepairResult } from '@ktrdr/instance';
import { formatFindings, formatRepairs } from '@ktrdr/terminal';
import { currentDirectory } from '../../command/current-directory.ts';
import type { Handler } from '../../command/handler.ts';
import type { DoctorOptions } from './flags.ts';
import type { Session } from '@ktrdr/terminal';

const HOW_TO_CONFIRM = 'Confirm on a terminal, or with --yes.';

export const doctor: Handler<DoctorOptions> = async (session, { fix }) => {
  const directory = currentDirectory(session) ?? '/';
  const before = await examine(session.context, directory);
  const fixable = before.findings.filter((finding) => finding.repair?.kind === 'fix');
  if (fix !== true || fixable.length === 0) return show(session, before);
  session.print(...formatFindings(before.findings, session.style), '');
  if (!(await session.confirm(`Apply the ${fixable.length === 1 ? 'fix' : `${fixable.length} fixes`} above?`))) {
    session.print(session.canAsk ? 'Nothing was changed.' : `Nothing was changed. ${HOW_TO_CONFIRM}`);
    if (session.json) session.result(documentOf(before, []), []);
    return 1;
  }
  const repairs = await repair(session.context, fixable);
  const after = await examine(session.context, directory);
  session.result(documentOf(after, repairs), [
    ...formatRepairs(repairs, session.style),
    '',
    ...formatFindings(after.findings, session.style),
  ]);
  return exitCodeOf(after);
};

function show(session: Session, diagnosis: Diagnosis): number {
  session.result(documentOf(diagnosis, []), formatFindings(diagnosis.findings, session.style));
  return exitCodeOf(diagnosis);
}

function exitCodeOf({ findings }: Diagnosis): number {
  return findings.some(({ severity }) => severity === 'problem') ? 1 : 0;
}

function documentOf({ findings }: Diagnosis, repairs: readonly RepairResult[]): object {
  const count = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length;
  return {
    problems: count('problem'),
    warnings: count('warning'),
    findings: findings.map((finding) => ({ ...finding, detail: finding.detail ?? [], repair: finding.repair ?? null })),
    repairs: repairs.map(({ finding: { code, subject }, failure }) => ({ code, subject, failure: failure ?? null })),
  };
}
