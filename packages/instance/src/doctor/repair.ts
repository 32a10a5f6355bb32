import { isDeepStrictEqual } from 'node:util';
import { changedMeanwhile } from '../core/changed-meanwhile.ts';
import { assertWithinConfinement } from '../core/confinement.ts';
import type { Context } from '../core/context.ts';
import { instanceVariables } from '../env-file/instance-variables.ts';
import { writeInstanceFile } from '../env-file/write-instance-file.ts';
import { settleJournal } from '../create/settle-journals.ts';
import { registeredInstances } from '../core/registered-instances.ts';
import { readJournal } from '../journals/create-journal.ts';
import { finishSharedData } from '../shared-data/finish-shared-data.ts';
import { withOperationLock } from '../core/with-operation-lock.ts';
import { engineResources } from './engine-resources.ts';
import { answer, type CodedFailure } from '../core/answer.ts';
import type { Finding, Fix } from './finding.ts';
import { gatherClaims } from './gather-claims.ts';
import { gatherRegistered } from './gather-places.ts';
import { judgeClaims } from './judge-claims.ts';
import { judgePlace } from './judge-instances.ts';

/** A repair that was tried, and how it ended. */
export interface RepairResult {
  readonly finding: Finding;
  /** Undefined when it is done. */
  readonly failure: CodedFailure | undefined;
}

/** Does what is safe to do about these findings, one after another; one that fails does not keep the others from it. */
export async function repair(context: Context, findings: readonly Finding[]): Promise<RepairResult[]> {
  const results: RepairResult[] = [];
  for (const finding of findings) {
    if (finding.repair?.kind !== 'fix') continue;
    const done = await answer(apply(context, finding, finding.repair.fix));
    results.push({ finding, failure: done.kind === 'failed' ? done.failure : undefined });
  }
  return results;
}

async function apply(context: Context, finding: Finding, fix: Fix): Promise<void> {
  switch (fix.kind) {
    case 'write-env-file':
      return await withOperationLock(context, fix.id, async () => await rewriteEnvFile(context, finding, fix.id));
    case 'settle-create':
      return await withOperationLock(context, fix.id, async () => await settleCreate(context, fix.id));
    case 'release-claim':
      assertWithinConfinement(context, fix.claimedBy);
      return await releaseClaim(context, finding, fix);
    case 'finish-shared-data':
      return await finishSharedData(context, fix.copies);
  }
}

/** Another command may have undone or finished it meanwhile. */
async function settleCreate(context: Context, id: string): Promise<void> {
  if ((await readJournal(context, id)) === undefined) throw changedMeanwhile(id);
  await settleJournal(context, id);
}

/** Looks again, now that nobody else works on the instance: what is not as it was found is left alone. */
async function rewriteEnvFile(context: Context, finding: Finding, id: string): Promise<void> {
  const instance = (await registeredInstances(context)).find((one) => one.id === id);
  if (instance === undefined) throw changedMeanwhile(id);
  const findings = judgePlace(instance, {
    places: [await gatherRegistered(context, instance)],
    variables: new Map([[instance.id, instanceVariables(instance, context.home)]]),
  });
  assertStillFound(finding, findings);
  await writeInstanceFile(context, instance);
}

/** Looks again: an answer takes its time, and a disk may have been mounted meanwhile, or a stack started. */
async function releaseClaim(context: Context, finding: Finding, claim: ReleasedClaim): Promise<void> {
  const [registry, claims, resources] = await Promise.all([
    answer(registeredInstances(context)),
    gatherClaims(context),
    answer(engineResources(context)),
  ]);
  assertStillFound(finding, judgeClaims({ registry, claims, engine: { resources } }));
  await context.registry.releaseSlotClaim(claim);
}

type ReleasedClaim = Extract<Fix, { kind: 'release-claim' }>;

function assertStillFound(finding: Finding, now: readonly Finding[]): void {
  if (!now.some((one) => isDeepStrictEqual(one, finding))) throw changedMeanwhile(finding.subject);
}
