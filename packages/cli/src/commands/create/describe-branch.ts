import type { BranchPlan, CreatedSandbox } from '@ktrdr/instance';

/** The branch of a new sandbox and where that starts, in one line. */
export function describeBranch({ kind, name, base, commit }: BranchPlan): string {
  const at = `(${commit.slice(0, 8)})`;
  const old = base.fetched === false ? ', as last fetched' : '';
  if (kind === 'check-out') return line(`${name}, existing ${at}`);
  if (kind === 'track') return line(`${name}, tracking ${base.ref} ${at}${old}`);
  return line(`${name}, new, from ${base.ref} ${at}${old}`);
}

function line(text: string): string {
  return `  ${'Branch'.padEnd(11)} ${text}`;
}

/** The same as programs read it (`--json`). */
export function branchDocument({ branch, failedHook }: CreatedSandbox): object {
  const { kind, name, base, upstream } = branch;
  return {
    branch: name,
    branchIs: { 'check-out': 'existing', track: 'tracking', create: 'new' }[kind],
    base: { ref: base.ref, commit: base.commit, fetched: base.fetched, problem: base.problem ?? null },
    upstream: upstream === undefined ? null : `${upstream.remote}/${upstream.branch}`,
    failedHook: failedHook ?? null,
  };
}
