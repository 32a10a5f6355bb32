import { realpath } from 'node:fs/promises';
import { CodedError } from '@ktrdr/errors';
import type { Context } from '../context.ts';
import { readEnvFile } from '../env-file/env-file.ts';
import { writeInstanceFile } from '../env-file/write-instance-file.ts';
import { gitFacts } from '../git/git-facts.ts';
import { settleJournal } from '../journal/settle-journals.ts';
import { registeredInstances } from '../registered-instances.ts';
import { finishSharedData } from '../shared/finish-shared-data.ts';
import { withOperationLock } from '../with-operation-lock.ts';
import { answer } from './answer.ts';
import type { Failure } from './facts.ts';
import type { Finding, Fix } from './finding.ts';

/** A repair that was tried, and how it ended. */
export interface RepairResult {
  readonly finding: Finding;
  /** Undefined when it is done. */
  readonly failure: Failure | undefined;
}

/** Does what is safe to do about these findings, one after another; one that fails does not keep the others from it. */
export async function repair(context: Context, findings: readonly Finding[]): Promise<RepairResult[]> {
  const results: RepairResult[] = [];
  for (const finding of findings) {
    if (finding.repair?.kind !== 'fix') continue;
    const done = await answer(apply(context, finding.repair.fix));
    results.push({ finding, failure: done.kind === 'failed' ? done.failure : undefined });
  }
  return results;
}

async function apply(context: Context, fix: Fix): Promise<void> {
  switch (fix.kind) {
    case 'write-env-file':
      return await withOperationLock(context, fix.id, async () => await rewriteEnvFile(context, fix.id));
    case 'settle-create':
      return await withOperationLock(context, fix.id, async () => await settleJournal(context, fix.id));
    case 'release-claim':
      return await context.registry.releaseSlotClaim(fix);
    case 'finish-shared-data':
      return await finishSharedData(context);
  }
}

/** Looks again, now that nobody else works on the instance: a directory that is not its own any more is left alone. */
async function rewriteEnvFile(context: Context, id: string): Promise<void> {
  const instance = (await registeredInstances(context)).find((one) => one.id === id);
  const realPath = instance && (await realpath(instance.path).catch(() => undefined));
  if (instance === undefined || realPath !== instance.path) throw changedMeanwhile(id);
  const git = await gitFacts(realPath, context);
  const written = await readEnvFile(realPath);
  const owner = written?.['INSTANCE_ID'] ?? id;
  if (git.kind === 'none' || git.topLevel !== realPath || owner !== id) throw changedMeanwhile(id);
  await writeInstanceFile(context, instance);
}

function changedMeanwhile(id: string): CodedError {
  return new CodedError(`${id} is not what it was a moment ago`, {
    code: 'CHANGED_MEANWHILE',
    hint: 'Nothing was changed. Run ktrdr doctor again.',
  });
}
