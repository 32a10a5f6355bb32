import { assertOwnProject } from '../engine/assert-own-project.ts';
import { type Container, createCompose, type EngineIdentity } from '@ktrdr/compose-runner';
import { createRedactor } from '@ktrdr/secrets';
import { commandsOf } from '../causes/commands-of.ts';
import type { Context } from '../core/context.ts';
import type { Environment } from '../core/environment.ts';
import type { Problem } from '../readiness/check.ts';
import { gate } from '../readiness/gate.ts';
import type { Instance } from '../core/instance.ts';
import { redactError } from '../redaction/redact-error.ts';
import { redactEvent } from '../redaction/redact-event.ts';
import { startSecrets } from '../redaction/start-secrets.ts';
import { gateFailure } from './gate-failure.ts';
import { isCurrent } from './current/is-current.ts';
import { digestOf, newKey, readStartMemory, writeStartMemory } from './current/start-memory.ts';
import { finishReplacement } from './finish-replacement.ts';
import type { OverlayPart } from './overlay/overlay.ts';
import { buildImages } from './images/build-images.ts';
import { pullImages } from './images/pull-images.ts';
import type { Prepared } from './prepare.ts';
import { beginDatabase, endDatabase } from './secrets/database-making.ts';
import { type DatabaseStart, rememberSecrets } from './secrets/volume-memory.ts';
import { stopServices } from './restart-services.ts';
import { resumePaused } from './resume-paused.ts';
import { startOnNetworks } from './shared-networks/start-on-networks.ts';
import { beginVolumes, endVolumes } from '../volumes/start-volumes.ts';
import type { StartOptions } from './start-options.ts';
import { describeKeptVolume, volumeQuestions } from './volume-questions.ts';

/** All that is decided before the first container starts. */
export interface Ready {
  readonly prepared: Prepared;
  /** Merged over the file's own. */
  readonly overlay: OverlayPart;
  /** Of `docker compose`. */
  readonly environment: Environment;
  readonly secrets: Readonly<Record<string, string>> | undefined;
  readonly database: DatabaseStart;
}

/**
 * Pulls, builds, starts the containers and passes the gate. Where all that an earlier start made is as it would be made now, Compose is
 * not run, and the gate alone looks. From here on tools and containers know the secrets: nothing that they
 * print is shown unredacted.
 *
 * @returns the project's containers, as the gate saw them last
 *
 * @throws GateFailedError `GATE_FAILED`; CodedError `IMAGE_MISSING`, `BUILD_FAILED`, `DISK_FULL`
 */
export async function startContainers(
  unredacted: Context,
  instance: Instance,
  options: StartOptions,
  { prepared, overlay, environment: env, secrets, database }: Ready,
): Promise<readonly Container[]> {
  // Loaded where it is used: it is large, and no other command needs it.
  const { serializeOverlay } = await import('./overlay/serialize-overlay.ts');
  const merged = { text: serializeOverlay(overlay) };
  const known = await startSecrets({ directory: instance.path, environment: env, config: prepared.config, secrets });
  const redactor = createRedactor(known.values);
  const redact = (text: string): string => redactor.redact(text);
  const context: Context = { ...unredacted, report: (event) => unredacted.report(redactEvent(event, redact)) };
  if (known.unknown.length > 0) {
    const text = `${known.unknown.join(', ')} cannot be read here: if containers print a secret from it, the secret is shown.`;
    context.report({ type: 'warning', text });
  }
  const compose = createCompose(prepared.project, { docker: context.docker, env });
  // Ending the gate ends what starts the containers, and the user's Ctrl-C ends both.
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const onEngineClock = onClockOf(context, prepared.engine);
  const { up, down } = commandsOf({ instance, withoutSecrets: options.noSecrets });
  let starting: Promise<Problem | undefined> | undefined;
  // What an interrupt leaves, once there is something to leave.
  let left: string | undefined;
  // Compose asks of them each time that it is run.
  const keptVolumes = new Set<string>();
  try {
    const { images } = prepared;
    await pullImages(context, instance, { images: images.pull, signal: options.signal });
    await buildImages(context, instance, {
      compose,
      overlay: merged,
      images,
      asked: options.build,
      up,
      signal: options.signal,
    });
    await finishReplacement(context, prepared.left);
    await resumePaused(context, prepared.paused, options.signal);
    if (options.restart !== undefined) left = `Containers that were already stopped stay stopped. To start them: ${up}`;
    if (options.restart !== undefined) await stopServices(context, instance, options.restart, options.signal);
    const memory = await readStartMemory(context, instance.id);
    const key = memory?.key ?? newKey();
    const { engine, composeVersion, resolved } = prepared;
    const input = { engine: engine.id, composeVersion, resolved, overlay: merged.text, secrets };
    const digest = digestOf(key, input);
    // Secrets, pulls and builds have taken their time: it is judged by what is there now.
    const containers = memory?.digest === digest ? await context.docker.containers(instance.id) : [];
    left ??= `Containers stay as they are. To stop them: ${down}`;
    if (isCurrent({ config: prepared.config, images, memory, digest, containers })) {
      starting = Promise.resolve(undefined);
    } else {
      // Immediately before Compose makes them.
      await beginVolumes(onEngineClock, instance, prepared.volumes);
      await beginDatabase(onEngineClock, instance, { database, volumes: prepared.volumes });
      starting = startOnNetworks(onEngineClock, instance, {
        compose,
        attachments: prepared.attachments,
        run: {
          overlay: merged,
          signal,
          onLine: ({ text }) => {
            if (signal.aborted || WARNING.test(text)) return;
            const asked = volumeQuestions(text);
            if (asked.length === 0) context.report({ type: 'output', tool: 'docker compose', text });
            for (const name of asked) keptVolumes.add(name);
          },
        },
      });
    }
    // Its question comes without the end of a line, so with the end of Compose.
    void starting.then(
      () => reportKept(context, instance, keptVolumes),
      () => {},
    );
    const outcome = await gate(onEngineClock, instance, {
      ...options,
      config: prepared.config,
      starting,
    });
    if (outcome.kind === 'failed') throw await gateFailure(context, instance, outcome, { ...options, redact });
    // Another registry's start under the same name may have come between: what is ready is that one.
    assertOwnProject(instance.id, instance.path, outcome.containers, 'Both were started at the same time.');
    // The database has answered with this password: nothing is guessed.
    if (options.wait) {
      await rememberSecrets(context, instance, database);
      await writeStartMemory(context, instance.id, { key, digest, containers: outcome.containers });
    }
    return outcome.containers;
  } catch (error) {
    if (options.signal.aborted && left !== undefined) context.report({ type: 'note', text: left });
    throw redactError(error, redact);
  } finally {
    ended.abort();
    await starting?.catch(() => {});
    await endVolumes(onEngineClock, instance);
    await endDatabase(context, instance, database);
  }
}

function reportKept({ report }: Context, instance: Instance, volumes: ReadonlySet<string>): void {
  for (const name of volumes) report({ type: 'warning', text: describeKeptVolume(name, instance) });
}

/** Times of containers and events are the Engine's: a virtual machine's clock may be minutes away from ours. */
export function onClockOf(context: Context, { clockAheadMs }: EngineIdentity): Context {
  return { ...context, now: () => new Date(context.now().getTime() + clockAheadMs) };
}

// Compose repeats what it warned about when its file was resolved.
const WARNING = /level=warning msg=/;
