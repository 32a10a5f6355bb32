import { realpath } from 'node:fs/promises';
import { isCodedError } from '@ktrdr/errors';
import type { Context } from '../context.ts';
import type { OwnDirectory } from '../env-file/judge-env-file.ts';
import { ownDirectories } from '../env-file/own-directories.ts';
import { writeInstanceFile } from '../env-file/write-instance-file.ts';
import { gitFacts } from '../git/git-facts.ts';
import { assertCheckout } from '../init/assert-checkout.ts';
import { type Instance, instanceOf } from '../instance.ts';
import { type CreateJournal, removeJournal, writeJournal } from '../journal/create-journal.ts';
import { describeWork, finish, settleJournal, settleJournals } from '../journal/settle-journals.ts';
import { withOperationLock } from '../with-operation-lock.ts';
import { claimSandbox } from './claim-sandbox.ts';
import { gatherCreateFacts } from './gather-create-facts.ts';
import { makeWorktree } from './make-worktree.ts';
import { type CreatePlan, planCreate } from './plan-create.ts';
import { sandboxId } from './sandbox-name.ts';
import { copySettings, SETTINGS } from './settings.ts';
import { undoCreate } from './undo-create.ts';

export interface CreateOptions {
  /** What the sandbox is called; also its new branch, where git takes it for a branch's name. */
  readonly name: string;
  /** An existing branch, here or on a remote, or the name of a new one. */
  readonly branch?: string | undefined;
  readonly slot?: number | undefined;
  /** A directory in any worktree of the repository. */
  readonly directory: string;
  /** Directories of the checkout that it uses in place of the shared ones. */
  readonly own?: readonly OwnDirectory[] | undefined;
  /** Use volumes that an earlier sandbox of that id has left. */
  readonly keepVolumes: boolean;
  /** Aborting it ends the work, and what was made is undone. */
  readonly signal: AbortSignal;
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
export async function createSandbox(context: Context, options: CreateOptions): Promise<Instance> {
  const id = sandboxId(options.name);
  const directory = await realpath(options.directory);
  const checkout = assertCheckout(await gitFacts(directory, context), directory, 'A sandbox is made from');
  // What cannot be read is said before anything is made, also a lock file.
  await context.registry.read();
  await settleJournals(context);
  const create = async (): Promise<Instance> => {
    // The one who was waited for may have been killed meanwhile.
    await settleJournal(context, id);
    const { name, branch, keepVolumes } = options;
    const facts = await gatherCreateFacts(context, { id, name, branch, directory, keepVolumes }, checkout);
    return await make(context, planCreate(facts), options);
  };
  return await withOperationLock(context, id, create, { waitMs: WAIT_FOR_ANOTHER_CREATE_MS });
}

async function make(context: Context, plan: CreatePlan, { slot, own, signal }: CreateOptions): Promise<Instance> {
  const { id, path, commonDirectory, parentRepo, branch } = plan;
  const created = branch.kind === 'create';
  const createdAt = context.now().toISOString();
  const journal: CreateJournal = {
    version: 1,
    operation: 'create',
    id,
    path,
    createdAt,
    commonDirectory,
    branch: { name: branch.name, commit: branch.commit, created },
  };
  await writeJournal(context, journal);
  try {
    const claim = { instanceId: id, path, createdAt, isWorktree: true, parentRepo };
    const instance = instanceOf(await claimSandbox(context, claim, slot));
    signal.throwIfAborted();
    const step = created ? `worktree on new branch ${branch.name}` : `worktree on branch ${branch.name}`;
    context.report({ type: 'step-started', step });
    await makeWorktree(context, journal, created ? branch.upstream : undefined);
    signal.throwIfAborted();
    context.report({ type: 'step-done', step, detail: path });
    if (await copySettings(path)) context.report({ type: 'note', text: `${SETTINGS} was copied from the example.` });
    await writeInstanceFile(context, instance, ownDirectories(path, own ?? []));
    signal.throwIfAborted();
    await removeJournal(context, id);
    return instance;
  } catch (error) {
    await undo(context, journal);
    throw error;
  }
}

/** Leaves nothing behind if it can; what it cannot undo, the next create does, which finds the journal. */
async function undo(context: Context, journal: CreateJournal): Promise<void> {
  try {
    const outcome = await undoCreate(context, journal);
    if (outcome.kind === 'kept') return await finish(context, journal, describeWork(outcome.work));
    if (outcome.removed.length > 0) context.report({ type: 'note', text: `Undone: ${outcome.removed.join(', ')}.` });
  } catch (error) {
    const why = isCodedError(error) ? error.message : String(error);
    context.report({
      type: 'warning',
      text: `What was made of ${journal.id} could not be undone: ${why}. The next ktrdr sandbox create tries it again.`,
    });
  }
}
