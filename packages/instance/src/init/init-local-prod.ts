import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { asideName } from '../core/aside-command.ts';
import type { Context } from '../core/context.ts';
import { ENV_FILE, readEnvText, tidyEnvFile } from '../env-file/env-file.ts';
import { parseEnvFile } from '../env-file/parse-env-file.ts';
import { gitFacts } from '../git/git-facts.ts';
import { assertUsablePath } from '../core/assert-usable-path.ts';
import { assertGit } from '../git/git-version.ts';
import { type Instance, instanceOf } from '../core/instance.ts';
import { unfinishedRemoval } from '../journals/unfinished-removal.ts';
import { LOCAL_PROD_ID } from '../core/kinds.ts';
import { markerHome } from '../checkout/marker-home.ts';
import { movedHere } from '../checkout/moved-here.ts';
import { registeredInstances } from '../core/registered-instances.ts';
import { withOperationLock } from '../core/with-operation-lock.ts';
import { hasVolumeRecord } from '../volumes/has-volume-record.ts';
import { adopt } from './adopt.ts';
import { type InitFacts, type InitPlan, planInit } from './plan-init.ts';

/** Which clone becomes local-prod. */
export interface InitOptions {
  /** A directory in the clone. */
  readonly directory: string;
  /** Asked when volumes of an earlier local-prod are still there: use them? */
  readonly keepVolumes: (volumes: readonly string[]) => Promise<boolean>;
  /** Register again what the `.env.sandbox` there says, whose lines stay: the registry has lost it. @default no */
  readonly again?: boolean | undefined;
}

const WAIT_FOR_ANOTHER_INIT_MS = 10_000;

/**
 * Registers the clone that `directory` is in as local-prod, then writes its `.env.sandbox`. An init that was killed in
 * between is finished by the next one.
 *
 * @throws CodedError of `planInit`, `FOREIGN_PROJECT`, `INHERITED_VOLUMES`, `PLAN_CHANGED`, and of the registry, git and Docker
 */
export async function initLocalProd(context: Context, options: InitOptions): Promise<Instance> {
  // What cannot be read is said before anything is made, also a lock file.
  await context.registry.read();
  return await withOperationLock(context, LOCAL_PROD_ID, async () => await initialize(context, options), {
    waitMs: WAIT_FOR_ANOTHER_INIT_MS,
  });
}

async function initialize(context: Context, { directory, keepVolumes, again }: InitOptions): Promise<Instance> {
  return await adopt(context, {
    id: LOCAL_PROD_ID,
    look: async () => {
      const { text, ...facts } = await gatherFacts(context, directory);
      return { plan: planInit({ ...facts, again }), text };
    },
    again,
    keepVolumes,
    register: async ({ plan }) =>
      await context.registry.claimLocalProd({
        path: plan.path,
        createdAt: createdAtOf(plan) ?? context.now().toISOString(),
      }),
    unregister: async (expected) => await context.registry.clearLocalProd({ expected }),
  });
}

/** When the instance was made that a plan registers again. */
function createdAtOf(plan: InitPlan): string | undefined {
  return plan.kind === 'register' ? plan.lost?.createdAt : undefined;
}

async function gatherFacts(
  context: Context,
  directory: string,
): Promise<InitFacts & { readonly text: string | undefined }> {
  const here = await realpath(directory);
  await assertGit(context);
  const [git, localProd, sandboxes] = await Promise.all([
    gitFacts(here, context),
    context.registry.getLocalProd(),
    context.registry.list(),
  ]);
  const path = git.kind === 'none' ? here : git.topLevel;
  if (git.kind === 'clone') assertUsablePath(path);
  // What an init that was killed has left beside its file.
  if (localProd?.path === path) await tidyEnvFile(path);
  const text = await readEnvText(path);
  const marker = text === undefined ? undefined : parseEnvFile(text);
  return {
    text,
    directory: here,
    git,
    localProd,
    removal: localProd && (await unfinishedRemoval(context, instanceOf(localProd))),
    sandboxHere: sandboxes.find((sandbox) => sandbox.path === path),
    marker,
    markerHome: await markerHome(context.home, marker),
    isRecorded: await hasVolumeRecord(context, marker?.['INSTANCE_ID'] ?? LOCAL_PROD_ID),
    aside: await asideName(join(path, ENV_FILE), 'before'),
    moved: await movedHere(context, path, await registeredInstances(context)),
  };
}
