import { realpath } from 'node:fs/promises';
import { LOCAL_HOST } from '@ktrdr/compose-runner';
import { ktrdrLayout, portsOfSlot } from '@ktrdr/ports';
import { hasCode } from '@ktrdr/errors';
import { asideName } from '../core/aside-command.ts';
import { isThere } from '../core/stats-at.ts';
import type { Context } from '../core/context.ts';
import { instanceVariables } from '../env-file/instance-variables.ts';
import type { Instance } from '../core/instance.ts';
import { isSlot } from '../core/is-slot.ts';
import { registeredInstances } from '../core/registered-instances.ts';
import { readStaging, stagingOf } from '../shared-data/staging.ts';
import { sharedLockFile, withSharedLock } from '../shared-data/with-shared-lock.ts';
import { withOperationLock } from '../core/with-operation-lock.ts';
import { type HeldPort, heldPorts, listenersOn } from '../held-ports/find-port-holders.ts';
import { stateOf } from '../served/instance-state.ts';
import type { DoctorFacts, EngineFacts, EngineResources, SharedFacts } from './facts.ts';
import { answer, type Answer } from '../core/answer.ts';
import { engineResources } from './engine-resources.ts';
import { gatherClaims } from './gather-claims.ts';
import { gatherCommand } from './gather-command.ts';
import { diskSpaces } from '../core/disk-space.ts';
import { gatherEngines } from './gather-engines.ts';
import { gatherAppendOnly } from './gather-append-only.ts';
import { gatherForbidden } from './gather-forbidden.ts';
import { gatherOperations } from './gather-operations.ts';
import { gatherPlaces } from './gather-places.ts';
import { gatherHomePlaces, gatherRecords, gatherVolumeRecords } from './gather-records.ts';
import { gatherSharedPlaces } from './gather-shared-places.ts';
import { gatherStacks } from './gather-stacks.ts';
import { readUserSettings } from '../user-settings/read-user-settings.ts';
import { gatherTools } from './gather-tools.ts';

/** Looks at everything, and changes nothing. Nothing that is missing or broken ends it. */
export async function gatherFacts(context: Context, directory: string): Promise<DoctorFacts> {
  const [tools, command, claims, versions, resources, info, registry, local] = await Promise.all([
    gatherTools(context),
    gatherCommand(context),
    gatherClaims(context),
    answer(context.docker.versions()),
    answer(engineResources(context)),
    engineInfo(context),
    answer(registeredInstances(context)),
    isLocal(context),
  ]);
  const engine: EngineFacts = { versions, resources, memory: info.memory };
  const instances = registry.kind === 'known' ? registry.value : [];
  const records = await gatherRecords(context.home);
  const [
    places,
    held,
    stacks,
    engines,
    disks,
    operations,
    forbidden,
    appendOnly,
    shared,
    volumeRecords,
    homePlaces,
    sharedPlaces,
  ] = await Promise.all([
    gatherPlaces(context, { directory, instances, claims, resources }),
    gatherHeldPorts(context, { instances, resources, local }),
    gatherStacks(context, { instances, resources }),
    gatherEngines(context, instances),
    diskSpaces(context, local ? info.rootDirectory : undefined),
    gatherOperations(context, registry.kind === 'known' ? instances : undefined),
    gatherForbidden(context.home),
    gatherAppendOnly(context),
    gatherShared(context),
    gatherVolumeRecords(context, instances, records),
    gatherHomePlaces(context.home),
    gatherSharedPlaces(context.home),
  ]);
  return {
    tools,
    command,
    engine,
    settings: await answer(readUserSettings(context.home)),
    registryFile: context.home.registry,
    registryAside: await asideName(context.home.registry, 'broken'),
    registry,
    claims,
    places,
    records,
    variables: new Map(instances.flatMap((instance) => variablesOf(context, instance))),
    heldPorts: held,
    stacks,
    engines,
    disks,
    operations,
    forbidden: [...forbidden, ...appendOnly],
    shared,
    volumeRecords,
    homePlaces,
    sharedPlaces,
  };
}

/** Memory and directory of the Engine; nothing where it does not say. */
async function engineInfo({
  docker,
}: Context): Promise<{ readonly memory: number | undefined; readonly rootDirectory: string | undefined }> {
  const machine = await docker.machine();
  return machine !== undefined && machine.memory > 0
    ? { memory: machine.memory, rootDirectory: machine.rootDirectory }
    : { memory: undefined, rootDirectory: undefined };
}

/** Whether the Engine is on this machine; also if nobody can tell. */
async function isLocal({ docker }: Context): Promise<boolean> {
  const host = await answer(docker.host());
  return host.kind === 'failed' || host.value === LOCAL_HOST;
}

/** Nothing for a slot that does not exist. */
function variablesOf({ home }: Context, instance: Instance): [string, Record<string, string>][] {
  return isSlot(instance.slot) ? [[instance.id, instanceVariables(instance, home)]] : [];
}

interface PortFacts {
  readonly instances: readonly Instance[];
  readonly resources: Answer<EngineResources>;
  readonly local: boolean;
}

/** Which ports somebody else holds of the instances that do not run. One that runs has its own. */
async function gatherHeldPorts(
  context: Context,
  { instances, resources, local }: PortFacts,
): Promise<Map<string, HeldPort[]>> {
  const containers = resources.kind === 'known' ? resources.value.containers : [];
  const stopped = instances
    .filter(({ id }) => stateOf(containers.filter(({ project }) => project === id)) !== 'running')
    .flatMap((instance) => slotPorts(instance));
  const [publishers, listeners] = await Promise.all([
    answer(context.docker.publishers()),
    local ? listenersOn(stopped.flatMap(({ wanted }) => wanted)) : [],
  ]);
  return new Map(
    stopped.map(({ id, wanted }) => [
      id,
      heldPorts({
        wanted,
        publishers: publishers.kind === 'known' ? publishers.value : [],
        listeners,
        instances,
        project: id,
      }),
    ]),
  );
}

function slotPorts({ id, slot }: Instance) {
  if (!isSlot(slot)) return [];
  const wanted = portsOfSlot(ktrdrLayout, slot).map(({ name, port }) => ({
    service: name,
    published: port,
    target: port,
    address: undefined,
    protocol: 'tcp',
  }));
  return [{ id, wanted }];
}

/** What a copy of shared data left; nothing while one is at work, nor of a directory that is forbidden, which is a finding of its own. */
async function gatherShared(context: Context): Promise<SharedFacts | undefined> {
  const staging = stagingOf(context.home.shared);
  try {
    if (!(await isThere(staging.path))) return undefined;
    const look = async (): Promise<SharedFacts> => ({
      staging,
      state: await answer(readStaging(staging)),
    });
    return await withOperationLock(context, 'shared-data', async () => await unlessBeingFilled(context, look), {
      onlyLooks: true,
    });
  } catch (error) {
    if (hasCode(error, 'BUSY') || hasCode(error, 'EACCES')) return undefined;
    if (!hasCode(error, 'LOCK_UNSUPPORTED') && !hasCode(error, 'LOCK_FAILED')) throw error;
    return { staging, state: await answer(readStaging(staging)) };
  }
}

/** Another home may have the same shared directory: who fills it holds the lock that lies in it. */
async function unlessBeingFilled<T>(context: Context, look: () => Promise<T>): Promise<T> {
  const shared = await realpath(context.home.shared);
  return (await isThere(sharedLockFile(shared))) ? await withSharedLock(context, shared, look) : await look();
}
