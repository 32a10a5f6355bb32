import { type ComposeConfig, type ComposeProject, type EngineIdentity, type Container } from '@ktrdr/compose-runner';
import { instanceCommand } from '../core/instance-command.ts';
import { assertOwnProject } from '../engine/assert-own-project.ts';
import type { Context } from '../core/context.ts';
import { refreshEnvFile } from '../env-file/refresh-env-file.ts';
import type { Settings } from '../env-file/settings.ts';
import { assertSameEngine } from '../engine/same-engine.ts';
import type { Instance } from '../core/instance.ts';
import { assertNoContainerNames, externalMissing, externalResources } from './check-config.ts';
import type { ComposeFileChoice } from '../compose-file/choose-compose-file.ts';
import { warnOfProxy } from './docker-proxy.ts';
import { assertCompose } from './engine-requirements.ts';
import { findOrphans, removeOrphans } from '../engine/find-orphans.ts';
import { assertPortsFree } from '../held-ports/find-port-holders.ts';
import { type HalfReplaced, halfReplaced } from './half-replaced.ts';
import type { OverlayPart } from './overlay/overlay.ts';
import { type PreparedImages, prepareImages } from './images/prepare-images.ts';
import { layOver } from './overlay/lay-over.ts';
import { withVolumeNames } from './overlay/plan-volumes.ts';
import { assertHasWorkers, keptWorkers, planWorkers, type WorkersPlan } from './plan-workers.ts';
import { assertNetworks } from './shared-networks/assert-networks.ts';
import { lostAttachments } from './shared-networks/lost-attachments.ts';
import type { Attachment } from './shared-networks/plan-networks.ts';
import { assertPortsOnce } from './port-clashes.ts';
import { configuredPorts, portsOutsideSlot } from '../readiness/published-ports.ts';
import { type Resolved, resolveFile } from './resolve-file.ts';
import type { VariablesReading } from './secrets/resolve-config.ts';
import { namedVolumes, type StartVolumes } from '../volumes/start-volumes.ts';
import { assertNoneStrange } from '../volumes/strange-volumes.ts';
import { takeOver } from '../volumes/taken-over.ts';
import { tellOfVolumes } from '../volumes/tell-of-volumes.ts';
import { readVolumeRecord } from '../volumes/volume-record.ts';
import { volumesOf } from '../volumes/volumes-of.ts';
import type { WhoseVolumes } from '../volumes/whose-volumes.ts';
import type { StartOptions } from './start-options.ts';
import type { Wishes } from './wishes/gather-wishes.ts';
import type { Wanted } from './wishes/plan-lean.ts';
import { leaveOut } from './wishes/leave-out.ts';

/** What a start is going to run. */
export interface Prepared {
  readonly choice: ComposeFileChoice;
  /** The Engine that it starts on. */
  readonly engine: EngineIdentity;
  /** Its Compose plugin. */
  readonly composeVersion: string;
  readonly config: ComposeConfig;
  /** The files, resolved, as Compose printed them. */
  readonly resolved: string;
  readonly project: ComposeProject;
  /** What is computed for the instance, and the spare ports of the slot. */
  readonly variables: Readonly<Record<string, string>>;
  /** The user's own lines of `.env.sandbox`. */
  readonly settings: Settings;
  /** Which variables the files read. */
  readonly reading: VariablesReading;
  /** Lines of the user's that are not used, and what Compose warned about, once each. */
  readonly warnings: readonly string[];
  /** Merged over the file's own. */
  readonly overlay: OverlayPart;
  /** The shared networks that the containers are put on before they are started. */
  readonly attachments: readonly Attachment[];
  /** What an interrupted start has left, to be dealt with first. */
  readonly left: readonly HalfReplaced[];
  /** Those that somebody paused: Compose would take them for running. */
  readonly paused: readonly Container[];
  readonly volumes: StartVolumes;
  /** Which services are wanted, now and at later starts. */
  readonly wanted: Wanted;
  /** What is to be pulled, built or checked first. */
  readonly images: PreparedImages;
}

/** Everything that can be found out, and refused, before a container starts. Changes nothing but a lost `.env.sandbox`. */
export async function prepare(
  context: Context,
  instance: Instance,
  options: StartOptions,
  wishes: Wishes,
): Promise<Prepared> {
  const { docker } = context;
  const { choice } = wishes;
  const own = await refreshEnvFile(context, instance);
  const { settings } = own;
  const resolve = async (workers: WorkersPlan): Promise<Resolved> =>
    await resolveFile(context, instance, {
      noSecrets: options.noSecrets,
      choice,
      own,
      profiles: workers.profiles,
    });
  // What takes a process to know is asked for at once, what takes longest first; what refuses first is looked at first.
  // Only how many workers are wanted depends on what runs, and mostly nothing beyond the usual ones does.
  const guess = planWorkers(instance.kind, options.workers, []);
  const guessed = resolve(guess);
  const [containersAsked, partsAsked, engineAsked, versionsAsked, publishersAsked] = [
    docker.containers(instance.id),
    docker.parts(instance.id),
    docker.identity(),
    docker.versions(),
    docker.publishers(),
  ];
  for (const asked of [guessed, containersAsked, partsAsked, engineAsked, versionsAsked, publishersAsked])
    asked.catch(() => {});
  const [versions, containers, engine] = await Promise.all([versionsAsked, containersAsked, engineAsked]);
  await assertSameEngine(context, instance, engine.id);
  assertOwnProject(instance.id, instance.path, containers);
  assertCompose(versions);
  const whose = await volumesOf(context, instance, await partsAsked);
  if (options.keepVolumes !== true) {
    assertNoneStrange(
      instance.id,
      whose,
      [`To use them: ${instanceCommand('up', instance)} --keep-volumes`],
      'UNFIT_VOLUMES',
    );
  }
  // While the file is being resolved: what starts the containers is run with it.
  const workers = planWorkers(instance.kind, options.workers, containers);
  const isAsGuessed = workers.profiles.join() === guess.profiles.join();
  const resolving = isAsGuessed ? guessed : resolve(workers);
  const {
    project,
    environment,
    variables,
    notes,
    warnings,
    config: resolved,
    text: resolvedText,
    reading,
  } = await resolving;
  for (const text of notes) context.report({ type: 'note', text });
  assertHasWorkers(resolved, workers, choice);
  const kept = keptWorkers(instance, { asked: options.workers, plan: workers, config: resolved });
  if (kept !== undefined) context.report({ type: 'note', text: kept });
  const lean = await leaveOut(context, instance, resolved, { wishes, options });
  const laid = layOver(instance, resolved, [...workers.absent, ...lean.absent]);
  const { config, networks, overlay, images: plan } = laid;
  assertNoContainerNames(config, choice.files.join(', '));
  const ports = configuredPorts(config);
  await assertPortsOnce(instance, { config, ports, choice, variables, env: environment });
  const outside = portsOutsideSlot(ports, instance.slot).map(({ published, service }) => `${published} (${service})`);
  if (outside.length > 0) {
    const text = `The Compose file publishes ports outside slot ${instance.slot}: ${outside.join(', ')}. Two instances of it cannot run side by side.`;
    context.report({ type: 'warning', text });
  }
  const orphans = await findOrphans({
    project,
    env: environment,
    containers,
    services: [...Object.keys(resolved.services), ...(instance.kind.extraWorkers?.services ?? [])],
  });
  await warnOfProxy(context, config);
  const [images] = await Promise.all([
    prepareImages(context, instance, { plan, config, build: options.build }),
    assertPortsFree(context, instance, { ports, publishers: publishersAsked, orphans }),
    assertExternals(context, config).then(() =>
      assertNetworks(context, instance, { config: resolved, networks, file: choice.files.join(', ') }),
    ),
  ]);
  if (orphans.length > 0) {
    const list = orphans.map(({ name, state }) => `${name} (${state})`).join(', ');
    context.report({
      type: 'warning',
      text: `The Compose file no longer has these services, but their containers are still there: ${list}. To remove them: ${removeOrphans(orphans)}`,
    });
  }
  const withNames = withVolumeNames(config, laid.volumes);
  const volumes = await startVolumes(context, instance, { named: namedVolumes(withNames), whose });
  const attachments = [...networks.attachments, ...lostAttachments(resolved, networks, containers)];
  const paused = containers.filter(({ state }) => state === 'paused');
  const left = halfReplaced(containers);
  const found = { choice, engine, config: withNames, project, variables, settings, reading, warnings };
  const wanted = lean.remembered;
  const composeVersion = versions.compose;
  return {
    ...found,
    resolved: resolvedText,
    composeVersion,
    wanted,
    overlay,
    attachments,
    left,
    paused,
    volumes,
    images,
  };
}

/** Warns of volumes that Compose uses as the file's own and did not make: they are nobody's to remove but the user's. */
async function startVolumes(
  context: Context,
  { id }: Instance,
  { named, whose }: { readonly named: readonly string[]; readonly whose: WhoseVolumes },
): Promise<StartVolumes> {
  const { docker, report } = context;
  const own = [...whose.own, ...takeOver(whose.strange)];
  const others = named.filter((name) => !own.some((volume) => volume.name === name));
  const byHand = (await docker.volumesNamed(others)).map(({ name }) => name);
  if (byHand.length > 0) {
    const text = `Compose did not create these volumes for this instance; they are used as they are: ${byHand.join(', ')}. down --volumes and destroy keep them.`;
    report({ type: 'warning', text });
  }
  const made = others.filter((name) => !byHand.includes(name));
  tellOfVolumes(context, id, { own: whose.own, made, record: await readVolumeRecord(context, id) });
  return { own, makesMore: made.length > 0 };
}

async function assertExternals(context: Context, config: ComposeConfig): Promise<void> {
  const expected = externalResources(config);
  const there = await Promise.all(
    expected.map(({ kind, name }) =>
      kind === 'network' ? context.docker.networkExists(name) : context.docker.volumeExists(name),
    ),
  );
  const missing = expected.filter((_, index) => there[index] !== true);
  if (missing.length > 0) throw externalMissing(missing);
}
