import { moveCommand } from '../core/aside-command.ts';
import { destroyCommand } from '../core/destroy-command.ts';
import { LOCAL_PROD_ID } from '../core/kinds.ts';
import type { DoctorFacts, PlaceFacts } from './facts.ts';
import type { CodedFailure } from '../core/answer.ts';
import { type Finding, ok } from './finding.ts';
import { claimantsOf, isTheOne } from './claimants.ts';
import { isOurName, ourProjects, type ProjectFacts } from './our-projects.ts';
import { isOurs, type LostFacts, markerOf, registerAgain, registeredElsewhere } from './register-again.ts';

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
  const ours = known.filter(
    ({ id, place }) => isOurs(id, place, facts.records) && !isOfAnother(id, place) && isTheOne(id, place, facts.places),
  );
  const advice = hint ?? 'Nothing was changed.';
  return {
    severity: 'problem',
    code,
    subject: 'registry',
    text: message,
    detail: [
      ...known.map(({ id, place, slot, source }) => {
        const whose = isOurs(id, place, facts.records) ? '' : `; it ${registeredElsewhere(place)}`;
        const doubt = isTheOne(id, place, facts.places) ? '' : `; ${doubtOf(id, place, facts.places)}`;
        return `${id}: ${place.path}, slot ${slot ?? 'unknown'} (${source})${whose}${doubt}`;
      }),
      ...unseen(facts, known),
    ],
    repair:
      ours.length === 0 || code === 'REGISTRY_FORBIDDEN'
        ? { kind: 'advice', text: advice }
        : {
            kind: 'commands',
            text: `${advice} If it cannot be repaired, these commands move it aside and register every known instance again:`,
            commands: [moveCommand(facts.registryFile, facts.registryAside), ...ours.map(registerAgain)],
          },
  };
}

function doubtOf(id: string, place: PlaceFacts, places: readonly PlaceFacts[]): string {
  const claimants = claimantsOf(id, places);
  return claimants.includes(place)
    ? 'another directory says the same: only you know which of them is right'
    : `but the instance is ${claimants.map(({ path }) => path).join(', ')}`;
}

/** Whether its `.env.sandbox` says that it is another instance: `init --again` refuses it. */
function isOfAnother(id: string, { marker }: PlaceFacts): boolean {
  return marker.kind === 'known' && marker.value !== undefined && marker.value['INSTANCE_ID'] !== id;
}

/** Instances that are known by their records alone: nothing that was looked at leads to their directories. */
function unseen({ records }: DoctorFacts, known: readonly KnownInstance[]): string[] {
  return [...records].flatMap(([id, record]) =>
    !isOurName(id) || known.some((one) => one.id === id)
      ? []
      : [`${id}: was registered here (${record}); doctor finds its directory if you run it there, or in its clone`],
  );
}

/** An instance as far as its directory and its containers tell. */
interface KnownInstance extends LostFacts {
  readonly source: string;
}

function knownInstances(facts: DoctorFacts): KnownInstance[] {
  const { places, engine, records } = facts;
  const projects = engine.resources.kind === 'known' ? ourProjects(engine.resources.value) : [];
  const byMarker = places.flatMap((place) => {
    const id = markerOf(place)?.['INSTANCE_ID'];
    if (id === undefined || !isOurName(id)) return [];
    const isAside = place.aside?.['INSTANCE_ID'] === id;
    // What was moved aside may be of one that was destroyed.
    if (isAside && !records.has(id)) return [];
    const source = `its .env.sandbox${isAside ? '.before' : ''} says so`;
    return [describeKnown({ id, place, projects, records, source })];
  });
  const byContainers = places.flatMap((place) =>
    projects
      .filter(({ name, containers }) => !byMarker.some(({ id }) => id === name) && isOf(containers, place))
      .map(({ name }) => describeKnown({ id: name, place, projects, records, source: 'its containers say so' })),
  );
  return [...byMarker, ...byContainers].toSorted((one, other) => one.id.localeCompare(other.id));
}

function isOf(containers: ProjectFacts['containers'], { path, realPath }: PlaceFacts): boolean {
  return realPath !== undefined && containers.some(({ workingDirectory }) => workingDirectory === path);
}

interface KnownOptions extends Pick<KnownInstance, 'id' | 'place' | 'source'> {
  readonly projects: readonly ProjectFacts[];
  readonly records: DoctorFacts['records'];
}

function describeKnown({ id, place, projects, records, source }: KnownOptions): KnownInstance {
  const project = projects.find(({ name }) => name === id);
  const marker = markerOf(place);
  const written = Number(marker?.['INSTANCE_ID'] === id ? marker['SLOT_NUMBER'] : Number.NaN);
  return {
    id,
    place,
    slot: id === LOCAL_PROD_ID ? 0 : Number.isInteger(written) ? written : slotByPort(project),
    isRecorded: records.has(id),
    hasUnrecordedVolumes: !records.has(id) && (project?.volumes.length ?? 0) > 0,
    source,
  };
}

/** The backend's port is 8000 and the slot. */
function slotByPort(project: ProjectFacts | undefined): number | undefined {
  const backend = project?.containers.find(({ service }) => service === 'backend');
  const published = backend?.ports.find(({ target }) => target === 8000)?.published;
  return published === undefined ? undefined : published - 8000;
}

function sharedSlots({ registry }: DoctorFacts): Finding[] {
  const instances = registry.kind === 'known' ? registry.value : [];
  const slots = [...new Set(instances.map(({ slot }) => slot))];
  return slots.flatMap((slot) => {
    const holders = instances.filter((instance) => instance.slot === slot);
    if (holders.length < 2) return [];
    return [
      {
        severity: 'problem',
        code: 'SLOT_SHARED',
        subject: `slot ${slot}`,
        text: `is held by ${holders.map(({ id }) => id).join(' and ')}: only one of them can run at a time`,
        // They are no steps: run one after another, they would destroy both.
        repair: {
          kind: 'advice',
          text: [
            'Destroy the instance that you do not need; the other keeps the slot:',
            ...holders.map(destroyCommand),
          ].join('\n'),
        },
      } satisfies Finding,
    ];
  });
}
