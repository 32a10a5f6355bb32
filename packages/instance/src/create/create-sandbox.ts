import { randomBytes } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError, isCodedError, messageOf, quoteArgument } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import type { AgentDirectory } from '../core/maker-file.ts';
import { writeMaker } from '../core/maker-record.ts';
import { directoryIdentity } from '../core/directory-identity.ts';
import type { OwnDirectory } from '../env-file/judge-env-file.ts';
import { type Lean, leanLines } from '../env-file/remembered.ts';
import { ownDirectories } from '../env-file/own-directories.ts';
import { writeInstanceFile } from '../env-file/write-instance-file.ts';
import { gitFacts } from '../git/git-facts.ts';
import { listWorktrees } from '../git/list-worktrees.ts';
import { upstreamSettings } from '../git/upstream-settings.ts';
import { assertGit } from '../git/git-version.ts';
import { assertCheckout } from '../checkout/assert-checkout.ts';
import { type Instance, instanceOf } from '../core/instance.ts';
import { type CreateJournal, readJournal, removeJournal, writeJournal } from '../journals/create-journal.ts';
import { describeStaying, describeWork, finish, settleJournal, settleJournals } from './settle-journals.ts';
import { takeOver } from '../volumes/taken-over.ts';
import { writeVolumeRecord } from '../volumes/volume-record.ts';
import { recordOf } from '../volumes/volumes-of.ts';
import { isThere } from '../core/stats-at.ts';
import { withOperationLock } from '../core/with-operation-lock.ts';
import { assertStillMade } from './assert-still-made.ts';
import { branchFacts } from './branch-facts.ts';
import { claimSandbox } from '../slots/claim-sandbox.ts';
import { gatherCreateFacts } from './gather-create-facts.ts';
import { type FailedHook, makeWorktree } from './make-worktree.ts';
import { type BranchPlan, planBranch } from './plan-branch.ts';
import { type CreatePlan, planCreate } from './plan-create.ts';
import { newSandboxId } from '../core/sandbox-name.ts';
import { sealWorktree } from './seal-worktree.ts';
import { copySettings, SETTINGS } from './settings.ts';
import { undoClaim, undoCreate } from './undo-create.ts';

/** What sandbox to make. */
export interface CreateOptions {
  /** What the sandbox is called; also its new branch, where git takes it for a branch's name. */
  readonly name: string;
  /** An existing branch, here or on a remote, or the name of a new one. */
  readonly branch?: string | undefined;
  /** Where a new branch starts: a branch, a tag, a commit. Otherwise at the remote's default branch. */
  readonly from?: string | undefined;
  readonly slot?: number | undefined;
  /** A directory in any worktree of the repository. */
  readonly directory: string;
  /** Directories of the checkout that it uses in place of the shared ones. */
  readonly own?: readonly OwnDirectory[] | undefined;
  /** What it leaves out at every start, until a start is told otherwise. */
  readonly lean?: Lean | undefined;
  /** Where a new branch starts unless `from` says it, in place of the remote's default branch. */
  readonly usualFrom?: string | undefined;
  /** Use volumes that an earlier sandbox of that id has left. */
  readonly keepVolumes: boolean;
  /** The directory of the agent for whom it is made: what was made for one, `ktrdr mcp` lets it work on. */
  readonly madeFor?: AgentDirectory | undefined;
  /** Aborting it ends the work, and what was made is undone. */
  readonly signal: AbortSignal;
}

/** What was made. */
export interface CreatedSandbox {
  readonly instance: Instance;
  /** The branch of its worktree, and where that starts. */
  readonly branch: BranchPlan;
  /** A hook that failed when the worktree was made; the sandbox is whole all the same. */
  readonly failedHook: FailedHook | undefined;
}

/** Another create of the same name may have to wait for others itself. */
const WAIT_FOR_ANOTHER_CREATE_MS = 60_000;

/**
 * Makes a sandbox: claims a slot, makes a linked worktree beside the main one, then writes its `.env.sandbox`. What it made is
 * undone if it cannot go on. First it undoes or finishes what creates have left that were killed.
 *
 * @throws CodedError of `planCreate`, `NAME_INVALID`, `PORT_TAKEN`, `SLOT_TAKEN`, `NO_FREE_SLOT`, `BUSY`, `REPOSITORY_BUSY`,
 *   `GIT_FAILED`, and of the registry and Docker
 */
export async function createSandbox(context: Context, options: CreateOptions): Promise<CreatedSandbox> {
  const id = newSandboxId(options.name);
  const directory = await realpath(options.directory);
  await assertGit(context);
  const checkout = assertCheckout(await gitFacts(directory, context), directory, 'A sandbox is made from');
  // What cannot be read is said before anything is made, also a lock file.
  await context.registry.read();
  await settleJournals(context);
  if (!(await isThere(directory))) throw await undoneHere(context, checkout.commonDirectory, directory);
  const create = async (): Promise<CreatedSandbox> => {
    // The one who was waited for may have been killed meanwhile.
    await settleJournal(context, id);
    const { name, branch, from, usualFrom, keepVolumes } = options;
    const facts = await gatherCreateFacts(context, { id, directory, keepVolumes }, checkout);
    const plan = planCreate(facts);
    // Last, because a remote may take its time.
    const found = await branchFacts(context, checkout.topLevel, { name, branch, from, usualFrom });
    const planned = planBranch(found, facts.worktrees);
    warnOfOldBase(context, planned);
    return await make(context, { ...plan, branch: planned }, options);
  };
  return await withOperationLock(context, id, create, { waitMs: WAIT_FOR_ANOTHER_CREATE_MS });
}

/** Who stood in the worktree of an interrupted create stands nowhere now. */
async function undoneHere(context: Context, commonDirectory: string, directory: string): Promise<CodedError> {
  const [main] = await listWorktrees(commonDirectory, context);
  return new CodedError(
    `${directory}, your current directory, was made by an interrupted create, which has now been undone`,
    {
      code: 'NO_DIRECTORY',
      hint: `Nothing else was changed. Run the command again in the clone: cd ${quoteArgument(main?.path ?? dirname(commonDirectory))}`,
    },
  );
}

async function make(
  context: Context,
  plan: CreatePlan & { readonly branch: BranchPlan },
  { slot, own, lean, madeFor, signal }: CreateOptions,
): Promise<CreatedSandbox> {
  const { id, path, checkout: directory, commonDirectory, parentRepo, branch } = plan;
  const created = branch.kind !== 'check-out';
  const createdAt = context.now().toISOString();
  const follows = branch.upstream !== undefined && {
    follows: true,
    settings: await upstreamSettings(context, { branch: branch.name, commonDirectory }),
  };
  const journal: CreateJournal = {
    version: 2,
    operation: 'create',
    id,
    path,
    createdAt,
    token: randomBytes(8).toString('hex'),
    commonDirectory,
    repository: await directoryIdentity(commonDirectory),
    branch: { name: branch.name, commit: branch.commit, created, ...follows },
    ...(own === undefined || own.length === 0 ? {} : { own: [...own] }),
    ...(lean === undefined ? {} : { lean: { workers: lean.workers, without: [...(lean.without ?? [])] } }),
  };
  // First: whatever else is written down goes with it when this is undone.
  await writeJournal(context, journal);
  let hasBegun = false;
  try {
    await writeVolumeRecord(context, id, recordOf(takeOver(plan.volumes)));
    if (madeFor !== undefined) await writeMaker(context, id, { ...madeFor, createdAt });
    const claim = { instanceId: id, path, createdAt, isWorktree: true, parentRepo };
    const instance = instanceOf(await claimSandbox(context, claim, slot));
    signal.throwIfAborted();
    const step = `worktree on ${branch.kind === 'create' ? 'new branch' : 'branch'} ${branch.name}`;
    context.report({ type: 'step-started', step });
    const failedHook = await makeWorktree(context, journal, {
      directory,
      upstream: branch.upstream,
      signal,
      onBegin: () => (hasBegun = true),
    });
    signal.throwIfAborted();
    context.report({ type: 'step-done', step, detail: path });
    if (failedHook !== undefined) context.report({ type: 'warning', text: describeFailedHook(failedHook) });
    // On the disk it says which directory was made.
    const made = (await readJournal(context, id)) ?? journal;
    await assertStillMade(made);
    if (await copySettings(path)) context.report({ type: 'note', text: `${SETTINGS} was copied from the example.` });
    await assertStillMade(made);
    await writeInstanceFile(context, instance, { ...ownDirectories(path, own ?? []), ...leanLines(lean ?? {}) });
    signal.throwIfAborted();
    await assertStillMade(made);
    await sealWorktree(journal);
    // All is made: what is left to do is the next create's, too.
    await removeJournal(context, id).catch((error: unknown) => {
      const text = `${id} was created, but the record of its creation could not be removed: ${messageOf(error)}. The next ktrdr sandbox create tries again.`;
      context.report({ type: 'warning', text });
    });
    return { instance, branch, failedHook };
  } catch (error) {
    const kept = await context.uncut(
      async () => await undo(context, journal, { hasBegun, asksEngine: !signal.aborted }),
    );
    throw kept === undefined ? error : butKept(error, journal, kept);
  }
}

/** Says that a branch starts from what may be old, and why. */
function warnOfOldBase(context: Context, { kind, name, base }: BranchPlan): void {
  if (base.problem === undefined) return;
  const from = base.fetched === null ? `the current commit (${base.ref})` : `${base.ref} as last fetched`;
  const what = kind === 'track' ? `${name} is ${from}` : `${name} starts from ${from}`;
  context.report({ type: 'warning', text: `Recent changes on the remote are unknown: ${base.problem}. ${what}.` });
}

function describeFailedHook({ name, exitCode, output }: FailedHook): string {
  const words = output === '' ? '' : `:\n${output}`;
  return `The worktree was created, but the repository's hook ${name} failed (exit code ${exitCode})${words}`;
}

/** The error of a create whose undo met work of somebody's: what it says must be true of what is there now. */
function butKept(error: unknown, { id, path }: CreateJournal, work: string): unknown {
  if (!isCodedError(error)) return error;
  const { code, detail, hint, message } = error;
  const kept = `The sandbox is kept and registered anyway, because ${work} in ${path}. To remove it: ktrdr sandbox destroy --name ${quoteArgument(id)}`;
  return new CodedError(message, { code, detail, cause: error, hint: hint === undefined ? kept : `${hint}\n${kept}` });
}

/**
 * Leaves nothing behind if it can; what it cannot undo, the next create does, which finds the journal.
 *
 * @param options.hasBegun whether anything was made in the repository; otherwise nobody is waited for who works on it
 * @returns why the sandbox was kept and finished; undefined when it was not
 */
async function undo(
  context: Context,
  journal: CreateJournal,
  { hasBegun, asksEngine }: { readonly hasBegun: boolean; readonly asksEngine: boolean },
): Promise<string | undefined> {
  try {
    const outcome = hasBegun
      ? // On the disk it says which directory was made.
        await undoCreate(context, (await readJournal(context, journal.id)) ?? journal, { asksEngine })
      : await undoClaim(context, journal);
    if (outcome.kind === 'kept') {
      const work = describeWork(outcome.work);
      await finish(context, journal, work);
      return work;
    }
    const { removed, stays } = outcome;
    const text = `Undone: ${removed.join(', ') || 'nothing had been made'}.${describeStaying(stays)}`;
    if (removed.length + stays.length > 0) context.report({ type: 'note', text });
  } catch (error) {
    const why = isCodedError(error) ? error.message : String(error);
    context.report({
      type: 'warning',
      text: `The creation of ${journal.id} could not be undone: ${why}. The next ktrdr sandbox create tries again.`,
    });
  }
  return undefined;
}
