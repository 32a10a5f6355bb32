import { quoteArgument } from '@ktrdr/errors';
import { LOCAL_PROD_ID } from '../core/kinds.ts';
import type { DoctorFacts, PlaceFacts } from './facts.ts';
import type { CodedFailure } from '../core/answer.ts';
import { type Finding, ok } from './finding.ts';
import { isOurName, ourProjects, type ProjectFacts } from './our-projects.ts';

/** Whether the registry can be read, and what is to be done where it cannot: from what else is known of the instances. */
export function judgeRegistry(facts: DoctorFacts): Finding[] {
  const { registry, registryFile } = facts;
  if (registry.kind === 'failed') return [registryFailed(registry.failure, facts)];
  const count = registry.value.length;
  return [
    ok(
      'registry',
      `${count === 0 ? 'no instance is' : count === 1 ? '1 instance is' : `${count} instances are`} registered in ${registryFile}`,
    ),
    ...sharedSlots(facts),
  ];
}

function registryFailed({ code, message, hint }: CodedFailure, facts: DoctorFacts): Finding {
  const known = knownInstances(facts);
  const advice = hint ?? 'Nothing was changed.';
  const file = facts.registryFile;
  return {
    severity: 'problem',
    code,
    subject: 'registry',
    text: message,
    detail: known.map(({ id, path, slot, source }) => `${id}: ${path}, slot ${slot ?? 'unknown'} (${source})`),
    repair:
      known.length === 0 || code === 'REGISTRY_FORBIDDEN'
        ? { kind: 'advice', text: advice }
        : {
            kind: 'commands',
            text: `${advice} If it cannot be repaired, these move it aside and register again what is known from Docker and git:`,
            commands: [`mv -n ${quoteArgument(file)} ${quoteArgument(`${file}.broken`)}`, ...known.map(registerAgain)],
          },
  };
}

/** An instance as far as its directory and its containers tell. */
interface KnownInstance {
  readonly id: string;
  readonly path: string;
  readonly slot: number | undefined;
  readonly hasMarker: boolean;
  readonly hasVolumes: boolean;
  readonly source: string;
}

function knownInstances({ places, engine }: DoctorFacts): KnownInstance[] {
  const projects = engine.resources.kind === 'known' ? ourProjects(engine.resources.value) : [];
  const byMarker = places.flatMap((place) => {
    const marker = place.marker.kind === 'known' ? place.marker.value : undefined;
    const id = marker?.['INSTANCE_ID'];
    if (id === undefined || !isOurName(id)) return [];
    return [describeKnown(id, place, projects, { marker, source: 'its .env.sandbox says so' })];
  });
  const byContainers = places.flatMap((place) =>
    projects
      .filter(({ name, containers }) => !byMarker.some(({ id }) => id === name) && isOf(containers, place))
      .map(({ name }) => describeKnown(name, place, projects, { marker: undefined, source: 'its containers say so' })),
  );
  return [...byMarker, ...byContainers].toSorted((one, other) => one.id.localeCompare(other.id));
}

function isOf(containers: ProjectFacts['containers'], { path, realPath }: PlaceFacts): boolean {
  return realPath !== undefined && containers.some(({ workingDirectory }) => workingDirectory === path);
}

function describeKnown(
  id: string,
  { path }: PlaceFacts,
  projects: readonly ProjectFacts[],
  { marker, source }: { readonly marker: Readonly<Record<string, string>> | undefined; readonly source: string },
): KnownInstance {
  const project = projects.find(({ name }) => name === id);
  const written = Number(marker?.['SLOT_NUMBER'] ?? Number.NaN);
  return {
    id,
    path,
    slot: id === LOCAL_PROD_ID ? 0 : Number.isInteger(written) ? written : slotByPort(project),
    hasMarker: marker !== undefined,
    hasVolumes: (project?.volumes.length ?? 0) > 0,
    source,
  };
}

/** The backend's port is 8000 and the slot. */
function slotByPort(project: ProjectFacts | undefined): number | undefined {
  const backend = project?.containers.find(({ service }) => service === 'backend');
  const published = backend?.ports.find(({ target }) => target === 8000)?.published;
  return published === undefined ? undefined : published - 8000;
}

function registerAgain({ id, path, slot, hasMarker, hasVolumes }: KnownInstance): string {
  const keep = hasVolumes ? ' --keep-volumes' : '';
  const init =
    id === LOCAL_PROD_ID
      ? 'ktrdr local-prod init'
      : `ktrdr sandbox init -n ${quoteArgument(id)}${slot === undefined ? '' : ` -s ${slot}`}`;
  const aside = hasMarker ? ['mv -n .env.sandbox .env.sandbox.before'] : [];
  return [`cd ${quoteArgument(path)}`, ...aside, `${init}${keep}`].join(' && ');
}

function sharedSlots({ registry }: DoctorFacts): Finding[] {
  const instances = registry.kind === 'known' ? registry.value : [];
  const slots = [...new Set(instances.map(({ slot }) => slot))];
  return slots.flatMap((slot) => {
    const holders = instances.filter((instance) => instance.slot === slot).map(({ id }) => id);
    if (holders.length < 2) return [];
    return [
      {
        severity: 'problem',
        code: 'SLOT_SHARED',
        subject: `slot ${slot}`,
        text: `is held by ${holders.join(' and ')}: only one of them can run at a time`,
        repair: { kind: 'advice', text: 'Destroy the one that is not needed; its slot is then the other one’s alone.' },
      } satisfies Finding,
    ];
  });
}
