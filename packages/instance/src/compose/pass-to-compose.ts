import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ComposeProject, createCompose } from '@ktrdr/compose-runner';
import { CodedError, quoteArgument } from '@ktrdr/errors';
import { exitCodeOf } from '@ktrdr/process';
import { assertOwnMarker } from '../checkout/assert-own-marker.ts';
import { assertRegisteredCheckout } from '../checkout/assert-registered-checkout.ts';
import { readComposeFiles } from '../compose-file/read-compose-files.ts';
import type { Context } from '../core/context.ts';
import type { Environment } from '../core/environment.ts';
import type { Instance } from '../core/instance.ts';
import { withOperationLock } from '../core/with-operation-lock.ts';
import { assertOwnProject } from '../engine/assert-own-project.ts';
import { assertSameEngine } from '../engine/same-engine.ts';
import { readEnvFile } from '../env-file/env-file.ts';
import { refreshEnvFile } from '../env-file/refresh-env-file.ts';
import { unfinishedRemoval } from '../journals/unfinished-removal.ts';
import { waysOn } from '../journals/ways-on.ts';
import { finishReplacement } from '../start/finish-replacement.ts';
import { getReady } from '../start/get-ready.ts';
import { layOver } from '../start/overlay/lay-over.ts';
import type { OverlayPart } from '../start/overlay/overlay.ts';
import { planWorkers } from '../start/plan-workers.ts';
import type { Prepared } from '../start/prepare.ts';
import { resolveFile } from '../start/resolve-file.ts';
import { beginDatabase, endDatabase } from '../start/secrets/database-making.ts';
import { connectContainers } from '../start/shared-networks/connect-containers.ts';
import { onClockOf } from '../start/start-containers.ts';
import type { StartOptions } from '../start/start-options.ts';
import { gatherWishes } from '../start/wishes/gather-wishes.ts';
import { leaveOut } from '../start/wishes/leave-out.ts';
import { beginVolumes, endVolumes } from '../volumes/start-volumes.ts';
import { composeEffect } from './compose-effect.ts';

/** What Compose is told, and how it is run. */
export interface PassOptions {
  /** What follows `docker compose` and the options that make it the instance's. */
  readonly args: readonly string[];
  /** Start with the Compose file's insecure defaults. */
  readonly noSecrets: boolean;
  /** What relative paths in `args` refer to. */
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/**
 * Runs any command of Docker Compose on an instance, with its files, project, overlay and environment, and this process's own input and output. What
 * makes containers has been checked and given secrets as a start has; everything else gets placeholders for them.
 *
 * @returns Compose's exit code
 * @throws CodedError `USAGE`, `BUSY`, `ENGINE_CHANGED`, `FOREIGN_PROJECT`, `COMPOSE_INVALID`, `REMOVAL_UNFINISHED`, and for what makes containers as `start` does
 */
export async function passToCompose(context: Context, instance: Instance, options: PassOptions): Promise<number> {
  const effect = composeEffect(instance, options.args);
  if (effect === 'looks' && (await readEnvFile(instance.path)) !== undefined)
    return await pass({ ...context, report: () => {} }, instance, options);
  return await withOperationLock(
    context,
    instance.id,
    async (locked) => {
      if (effect === 'makes') return await passReady(locked, instance, options);
      // What a `run` has left goes with the others, and is not among the containers of services.
      if (effect === 'changes')
        assertOwnProject(instance.id, instance.path, (await locked.docker.parts(instance.id)).containers);
      return await pass(locked, instance, options);
    },
    { signal: options.signal },
  );
}

/** As the instance is. Nothing but a lost `.env.sandbox` is written, for which the operation's lock must be held. */
async function pass(context: Context, instance: Instance, options: PassOptions): Promise<number> {
  const silent = { ...context, report: () => {} };
  const [containers] = await Promise.all([context.docker.containers(instance.id), assertSameEngine(context, instance)]);
  assertOwnProject(instance.id, instance.path, containers);
  await assertOwnMarker(instance);
  await assertRegisteredCheckout(context, instance);
  const asked = startOptions(options);
  const own = await refreshEnvFile(context, instance);
  const wishes = await gatherWishes(silent, instance, asked);
  const workers = planWorkers(instance.kind, undefined, containers);
  const resolved = await resolveFile(silent, instance, {
    choice: wishes.choice,
    own,
    noSecrets: options.noSecrets,
    profiles: workers.profiles,
  });
  const { project, environment: env } = resolved;
  const { absent } = await leaveOut(silent, instance, resolved.config, { wishes, options: asked });
  const { overlay } = layOver(instance, resolved.config, [...workers.absent, ...absent]);
  return await converse(context, { project, env, overlay }, options);
}

/** As a start would be: what it refuses is refused, and what later commands must know of it is written down. The operation's lock must be held. */
async function passReady(context: Context, instance: Instance, options: PassOptions): Promise<number> {
  const unfinished = await unfinishedRemoval(context, instance);
  // A start would give that up, and neither a build nor containers that are made are one.
  if (unfinished !== undefined && !unfinished.isAside) {
    throw new CodedError(`compose creates nothing for ${instance.id}, which is being removed`, {
      code: 'REMOVAL_UNFINISHED',
      hint: waysOn(instance, unfinished),
    });
  }
  return await getReady(context, instance, {
    options: startOptions(options),
    trail: {},
    begin: async ({ prepared, overlay, environment: env, database }) => {
      const { project, volumes, attachments } = prepared;
      await assertNamesNoOthers(prepared, env, options.args);
      await finishReplacement(context, prepared.left);
      const onEngineClock = onClockOf(context, prepared.engine);
      try {
        await beginVolumes(onEngineClock, instance, volumes);
        await beginDatabase(onEngineClock, instance, { database, volumes });
        const exitCode = await converse(context, { project, env, overlay }, options);
        if (attachments.length > 0) await connectContainers(context, instance, attachments);
        return exitCode;
      } finally {
        await endVolumes(onEngineClock, instance);
        await endDatabase(context, instance, database);
      }
    },
  });
}

/**
 * Refuses a service that the file has, and the instance does not run: of its volumes, names and ports nothing was looked at, and some may be another
 * instance's.
 */
async function assertNamesNoOthers(
  { project, config }: Pick<Prepared, 'project' | 'config'>,
  env: Environment,
  args: readonly string[],
): Promise<void> {
  const { services } = await readComposeFiles(project.files, { directory: project.directory, env });
  const other = args.find((word) => Object.hasOwn(services, word) && !Object.hasOwn(config.services, word));
  if (other === undefined) return;
  throw new CodedError(`The service ${other} is in the Compose file, but this instance does not run it`, {
    code: 'USAGE',
    hint: `It is in a separate profile, or was left out (ktrdr up --with ${quoteArgument(other)}). The instance runs: ${Object.keys(config.services).join(', ')}`,
  });
}

function startOptions({ noSecrets, cwd, signal }: PassOptions): StartOptions {
  return { build: false, wait: false, timeoutMs: 0, noSecrets, cwd, signal };
}

interface Given {
  readonly project: ComposeProject;
  readonly env: Environment;
  readonly overlay: OverlayPart;
}

async function converse(
  { docker, handOver }: Context,
  { project, env, overlay }: Given,
  { args, cwd, signal }: PassOptions,
): Promise<number> {
  // Loaded where it is used: it is large.
  const { serializeOverlay } = await import('../start/overlay/serialize-overlay.ts');
  const place = await mkdtemp(join(tmpdir(), 'ktrdr-compose-'));
  try {
    // Standard input is the user's, and there are no secrets in it.
    const overlayFile = join(place, 'overlay.yml');
    await writeFile(overlayFile, serializeOverlay(overlay));
    signal.throwIfAborted();
    const compose = createCompose(project, { docker, env });
    return exitCodeOf(await handOver(async () => await compose.converse(args, { overlayFile, cwd, signal })));
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
