import { realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CodedError } from '@ktrdr/errors';
import type { InstanceRecord } from '@ktrdr/registry';
import { asideName } from '../core/aside-command.ts';
import { claimAgain } from '../slots/claim-again.ts';
import { claimSandbox } from '../slots/claim-sandbox.ts';
import { mainWorktree } from '../git/main-worktree.ts';
import { newSandboxId, sandboxId } from '../core/sandbox-name.ts';
import type { Context } from '../core/context.ts';
import { ENV_FILE, readEnvFile, readEnvText, tidyEnvFile } from '../env-file/env-file.ts';
import type { Lean } from '../env-file/remembered.ts';
import type { OwnDirectory } from '../env-file/judge-env-file.ts';
import { parseEnvFile } from '../env-file/parse-env-file.ts';
import { assertUsablePath } from '../core/assert-usable-path.ts';
import { type GitFacts, gitFacts } from '../git/git-facts.ts';
import { assertGit } from '../git/git-version.ts';
import { listWorktrees, worktreeAt } from '../git/list-worktrees.ts';
import { beingCreated } from '../git/sandbox-lock-reason.ts';
import type { Instance } from '../core/instance.ts';
import { markerHome } from '../checkout/marker-home.ts';
import { movedHere } from '../checkout/moved-here.ts';
import { readJournal } from '../journals/create-journal.ts';
import { registeredInstances } from '../core/registered-instances.ts';
import { withOperationLock } from '../core/with-operation-lock.ts';
import { pythonSlots } from '../python-tool/python-tool.ts';
import { hasVolumeRecord } from '../volumes/has-volume-record.ts';
import { adopt, type Candidate } from './adopt.ts';
import { assertCheckout } from '../checkout/assert-checkout.ts';
import { planSandboxInit } from './plan-sandbox-init.ts';
import { type PythonWorktree, pythonWorktree } from './python-worktree.ts';

/** Which checkout becomes a sandbox. */
export interface SandboxInitOptions {
  /** A directory in the clone or worktree. */
  readonly directory: string;
  /** What the sandbox is called. @default the directory's name */
  readonly name?: string | undefined;
  readonly slot?: number | undefined;
  /** Register again what the `.env.sandbox` there says, with its name and slot; its lines stay: the registry has lost it. @default no */
  readonly again?: boolean | undefined;
  /** Directories of the checkout that it uses in place of the shared ones. */
  readonly own?: readonly OwnDirectory[] | undefined;
  /** What it leaves out at every start, until a start is told otherwise. */
  readonly lean?: Lean | undefined;
  /** Asked when volumes of an earlier sandbox of that id are still there: use them? */
  readonly keepVolumes: (volumes: readonly string[]) => Promise<boolean>;
  /** Asked before a worktree of KTRDR's Python tool becomes a sandbox of ours. @default no */
  readonly adopt?: ((worktree: PythonWorktree) => Promise<boolean>) | undefined;
}

const WAIT_FOR_ANOTHER_INIT_MS = 10_000;

/**
 * Makes a sandbox of the clone or linked worktree that `directory` is in: registers it, then writes its `.env.sandbox`. An init
 * that was killed in between is finished by the next one.
 *
 * @throws CodedError of `planSandboxInit`, `PYTHON_STACK_EXISTS`, `NOT_CONFIRMED`, `NAME_INVALID`, `FOREIGN_PROJECT`, `INHERITED_VOLUMES`, `PLAN_CHANGED`, `PORT_TAKEN`, `SLOT_TAKEN`,
 *   `NO_FREE_SLOT`, `JOURNAL_UNREADABLE`, and of the registry, git and Docker
 */
export async function initSandbox(context: Context, options: SandboxInitOptions): Promise<Instance> {
  const directory = await realpath(options.directory);
  await assertGit(context);
  const checkout = assertCheckout(await gitFacts(directory, context), directory, 'A sandbox must be');
  assertUsablePath(checkout.topLevel);
  const registered = (await registeredInstances(context)).find(({ path }) => path === checkout.topLevel);
  const said = options.again === true ? (await readEnvFile(checkout.topLevel))?.['INSTANCE_ID'] : undefined;
  const id = registered?.id ?? newSandboxId(options.name ?? said ?? basename(checkout.topLevel));
  const initialize = async (): Promise<Instance> =>
    await adopt(context, {
      id,
      look: async () => await look(context, { ...options, directory, id }),
      own: options.own,
      lean: options.lean,
      again: options.again,
      agree: async (worktree) => await assertAgreed(worktree, options),
      keepVolumes: options.keepVolumes,
      register: async ({ plan, place, python }) => {
        const lost = plan.kind === 'register' ? plan.lost : undefined;
        const createdAt = lost?.createdAt ?? context.now().toISOString();
        const claim = { instanceId: id, path: plan.path, createdAt, ...place };
        if (lost !== undefined && options.slot === undefined) return await claimAgain(context, claim, lost.slot);
        return await claimSandbox(
          context,
          claim,
          options.slot ?? (python?.keepsSlot === true ? python.slot : undefined),
        );
      },
      unregister: async (expected) => await context.registry.release(id, { expected, keepSlotClaims: true }),
    });
  return await withOperationLock(context, id, initialize, { waitMs: WAIT_FOR_ANOTHER_INIT_MS });
}

interface LookOptions extends Pick<SandboxInitOptions, 'directory' | 'name' | 'slot' | 'again'> {
  readonly id: string;
}

/** What the entry says of where the checkout is. */
type Place = Pick<InstanceRecord, 'isWorktree' | 'parentRepo'>;

async function look(
  context: Context,
  { directory, id, name: given, slot, again }: LookOptions,
): Promise<Candidate & { readonly place: Place }> {
  const git = await gitFacts(directory, context);
  const checkout = assertCheckout(git, directory, 'A sandbox must be');
  const [instances, text, claims] = await Promise.all([
    registeredInstances(context),
    readEnvText(checkout.topLevel),
    context.registry.slotClaims(),
  ]);
  // What an init that was killed has left beside its file.
  if (instances.some(({ path }) => path === checkout.topLevel)) await tidyEnvFile(checkout.topLevel);
  const marker = text === undefined ? undefined : parseEnvFile(text);
  const moved = await movedHere(context, checkout.topLevel, instances);
  const asked = { id: given === undefined ? undefined : sandboxId(given), slot };
  const known = {
    markerHome: await markerHome(context.home, marker),
    isRecorded: await hasVolumeRecord(context, marker?.['INSTANCE_ID'] ?? id),
    aside: await asideName(join(checkout.topLevel, ENV_FILE), 'before'),
    madeElsewhere: await madeElsewhere(context, checkout),
  };
  const plan = planSandboxInit({ directory, git, id, asked, instances, marker, ...known, again, moved });
  const { path } = plan;
  // With a registered one the claim is its own.
  const slots = plan.kind === 'register' ? pythonSlots(marker, { claims, path }) : [];
  const name = marker?.['INSTANCE_ID'] ?? basename(path);
  const [place, python] = await Promise.all([
    placeOf(context, checkout),
    pythonWorktree(context, { path, slots, name, requested: slot }),
  ]);
  return { plan, text, python, place };
}

/** The sandbox that a create is making there of which this registry's journals know nothing. */
async function madeElsewhere(context: Context, git: Exclude<GitFacts, { kind: 'none' }>): Promise<string | undefined> {
  if (git.kind === 'clone') return undefined;
  const listed = await worktreeAt(git.commonDirectory, git.topLevel, git.gitDirectory);
  const creating = beingCreated(listed?.lockReason);
  if (creating === undefined) return undefined;
  const journal = await readJournal(context, creating.id);
  return journal?.token === creating.token ? undefined : creating.id;
}

async function assertAgreed(worktree: PythonWorktree, { adopt: agree }: SandboxInitOptions): Promise<void> {
  if ((await agree?.(worktree)) === true) return;
  throw new CodedError(`${worktree.path} is a worktree of KTRDR's Python tool: not confirmed, nothing was done`, {
    code: 'NOT_CONFIRMED',
    hint: 'In a terminal, init asks whether to make it a sandbox of this tool; elsewhere, confirm with --yes.',
  });
}

async function placeOf(context: Context, git: Exclude<GitFacts, { kind: 'none' }>): Promise<Place> {
  if (git.kind === 'clone') return { isWorktree: false, parentRepo: null };
  const main = mainWorktree(git, await listWorktrees(git.commonDirectory, context));
  return { isWorktree: true, parentRepo: await realpath(main).catch(() => main) };
}
