import { basename } from 'node:path';
import { quoteArgument } from '@ktrdr/errors';
import { lookAt } from '../engine/assert-own-project.ts';
import type { DoctorFacts, PlaceFacts } from './facts.ts';
import { claimantsOf, isTheOne } from './claimants.ts';
import { type Finding, ok } from './finding.ts';
import { moveAside } from './move-aside.ts';
import { isOurName, ourProjects, type ProjectFacts } from './our-projects.ts';
import { isOurs, markerOf, registerAgain, registeredElsewhere } from './register-again.ts';

/**
 * What nobody registered accounts for: resources of Compose projects with our names, and directories with an `.env.sandbox`.
 * Another registry (`KTRDR_HOME`) may account for them: nothing of it is ever repaired here.
 */
export function judgeOrphans(facts: DoctorFacts): Finding[] {
  // Without the registry nobody can tell.
  if (facts.registry.kind === 'failed') return [];
  const orphans = [...judgeProjects(facts), ...judgeDirectories(facts)];
  return orphans.length > 0 || facts.engine.resources.kind === 'failed'
    ? orphans
    : [ok('Docker resources', 'all containers, volumes and networks with our names belong to registered instances')];
}

function judgeProjects(facts: DoctorFacts): Finding[] {
  const { engine, registry } = facts;
  if (engine.resources.kind === 'failed' || registry.kind === 'failed') return [];
  const instances = registry.value;
  return ourProjects(engine.resources.value).flatMap((project) => {
    const instance = instances.find(({ id }) => id === project.name);
    if (instance === undefined) return [unaccounted(project, facts)];
    const elsewhere = directoriesOf(project).filter((directory) => directory !== instance.path);
    return elsewhere.length === 0 ? [] : [foreign(project, instance.path, elsewhere)];
  });
}

function directoriesOf({ containers }: ProjectFacts): string[] {
  return [...new Set(containers.map(({ workingDirectory }) => workingDirectory ?? 'an unknown directory'))].toSorted(
    (one, other) => one.localeCompare(other),
  );
}

function foreign({ name, containers }: ProjectFacts, path: string, elsewhere: readonly string[]): Finding {
  const theirs = containers.filter(({ workingDirectory }) => workingDirectory !== path);
  return {
    severity: 'problem',
    code: 'FOREIGN_PROJECT',
    subject: name,
    text: `containers under its name belong to another directory than ${path}: ${elsewhere.join(', ')}`,
    detail: theirs.map((container) => `container ${container.name} (${container.state})`),
    repair: {
      kind: 'commands',
      text: 'Somebody is using them there. If that is you, stop them there. To see them without changing anything:',
      commands: [lookAt(name)],
    },
  };
}

/** Resources of an instance that is not registered: nobody's, unless its directory or a record of it is there. */
function unaccounted(project: ProjectFacts, facts: DoctorFacts): Finding {
  const place = placeOf(project, facts);
  const record = recordOf(project, facts);
  const claimants = claimantsAmong(project.name, facts);
  if (claimants.length > 1) return ambiguous(project, claimants);
  return place === undefined && record === undefined
    ? orphaned(project)
    : {
        severity: 'warning',
        code: 'INSTANCE_UNREGISTERED',
        subject: project.name,
        text: `is not registered, but has ${countsOf(project)}${place === undefined ? '' : `; its directory ${place.path} exists`}`,
        detail: resourcesOf(project),
        repair: unregisteredRepair(project, { place, record, facts }),
      };
}

/**
 * The record of an instance that was registered here. One that says nothing, of a project of nothing but volumes, tells no such thing: an init that was
 * killed before it registered has left it, and the volumes are another's.
 */
function recordOf({ name, containers }: ProjectFacts, { records, volumeRecords }: DoctorFacts): string | undefined {
  const written = volumeRecords.get(name);
  const { volumes, starting } = (written?.kind === 'known' ? written.value : undefined) ?? {};
  const saysNothing = volumes?.length === 0 && starting === undefined;
  return saysNothing && containers.length === 0 ? undefined : records.get(name);
}

/** The directories that say that they are an instance, and are none that is registered. */
function claimantsAmong(id: string, { places, registry }: DoctorFacts): PlaceFacts[] {
  const registered = registry.kind === 'known' ? registry.value.map(({ path }) => path) : [];
  // What was moved aside may be of one that was destroyed.
  return claimantsOf(id, places).filter(({ path, aside }) => aside === undefined && !registered.includes(path));
}

function ambiguous(project: ProjectFacts, claimants: readonly PlaceFacts[]): Finding {
  return {
    severity: 'warning',
    code: 'INSTANCE_UNREGISTERED',
    subject: project.name,
    text: `is not registered, has ${countsOf(project)}, and ${claimants.length} directories claim to be it: ${claimants.map(({ path }) => path).join(', ')}`,
    detail: resourcesOf(project),
    repair: {
      kind: 'advice',
      text: `Only you know which is right. In the others, move the file aside, then run doctor again:\n${claimants.map(moveAside).join('\n')}`,
    },
  };
}

/** The directory of an instance: one that says that it is, or that its containers were started from, or that is called as `create` calls it. */
function placeOf(project: ProjectFacts, { places, records, registry }: DoctorFacts): PlaceFacts | undefined {
  const { name } = project;
  const directories = directoriesOf(project);
  const registered = registry.kind === 'known' ? registry.value.map(({ path }) => path) : [];
  const there = places.filter(
    (place) =>
      place.realPath !== undefined &&
      !registered.includes(place.path) &&
      (markerOf(place)?.['INSTANCE_ID'] !== name || isTheOne(name, place, places)),
  );
  // What was moved aside may be of one that was destroyed.
  const isSilent = (place: PlaceFacts): boolean =>
    markerOf(place) === undefined || (place.aside !== undefined && !records.has(name));
  const said = there.filter((place) => !isSilent(place) && markerOf(place)?.['INSTANCE_ID'] === name);
  const silent = there.filter(isSilent);
  return (
    said.find(({ path }) => directories.includes(path)) ??
    said.find((place) => isOurs(name, place, records)) ??
    said[0] ??
    silent.find(({ path }) => directories.includes(path) || basename(path) === name)
  );
}

interface UnregisteredOptions {
  readonly place: PlaceFacts | undefined;
  readonly record: string | undefined;
  readonly facts: DoctorFacts;
}

function unregisteredRepair(
  { name, volumes }: ProjectFacts,
  { place, record, facts }: UnregisteredOptions,
): Finding['repair'] {
  if (place === undefined) {
    return {
      kind: 'advice',
      text: `It was registered here (${record}). Run doctor in its directory or its clone to see how to register it again. If the directory is gone for good, remove the record${record === undefined ? '' : ` (rm ${quoteArgument(record)})`}, and doctor will name the commands that remove the rest.`,
    };
  }
  if (isOurs(name, place, facts.records)) {
    const hasUnrecordedVolumes = record === undefined && volumes.length > 0;
    return {
      kind: 'commands',
      text: 'Register it again with everything it has; if you do not need it, then destroy it:',
      commands: [registerAgain({ id: name, place, hasUnrecordedVolumes, isRecorded: record !== undefined })],
    };
  }
  if (place.home === 'another') {
    return { kind: 'advice', text: `It ${registeredElsewhere(place)}. Nothing needs to be done here.` };
  }
  return {
    kind: 'advice',
    text: `Another registry (KTRDR_HOME) may have it. If none does, register it, and then destroy it if you do not need it; init asks whether to use its volumes: ${registerAgain({ id: name, place })}`,
  };
}

function orphaned(project: ProjectFacts): Finding {
  const { name, volumes } = project;
  const directories = directoriesOf(project);
  const from = directories.length === 0 ? '' : `, started from ${directories.join(', ')}`;
  return {
    severity: 'problem',
    code: 'ORPHANED_RESOURCES',
    subject: name,
    text: `no registered instance accounts for ${countsOf(project)}${from}`,
    detail: resourcesOf(project),
    repair: {
      kind: 'commands',
      text: `Another registry (KTRDR_HOME) may own them. To remove them${volumes.length > 0 ? ', with everything in the volumes' : ''}:`,
      commands: removal(project),
    },
  };
}

function resourcesOf({ containers, volumes, networks }: ProjectFacts): string[] {
  return [
    ...containers.map((container) => `container ${container.name} (${container.state})`),
    ...volumes.map((volume) => `volume ${volume.name}`),
    ...networks.map((network) => `network ${network.name}`),
  ];
}

function countsOf({ containers, volumes, networks }: ProjectFacts): string {
  const counts = [
    [containers.length, 'container'],
    [volumes.length, 'volume'],
    [networks.length, 'network'],
  ] as const;
  return counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}${count === 1 ? '' : 's'}`)
    .join(', ');
}

function removal({ containers, volumes, networks }: ProjectFacts): string[] {
  return [
    ...remove('docker rm -f', containers),
    ...remove('docker network rm', networks),
    ...remove('docker volume rm', volumes),
  ];
}

function remove(command: string, resources: readonly { readonly name: string }[]): string[] {
  return resources.length === 0 ? [] : [`${command} ${resources.map(({ name }) => quoteArgument(name)).join(' ')}`];
}

function judgeDirectories(facts: DoctorFacts): Finding[] {
  const { places, registry, engine } = facts;
  if (registry.kind === 'failed') return [];
  // Of one that was moved it is said as such.
  const moved = places.flatMap(({ movedTo }) => movedTo ?? []);
  const registered = new Set([...registry.value.map(({ path }) => path), ...moved]);
  const projects = engine.resources.kind === 'known' ? ourProjects(engine.resources.value) : [];
  return places.flatMap((place) => {
    const { path, realPath, marker } = place;
    const id = marker.kind === 'known' ? marker.value?.['INSTANCE_ID'] : undefined;
    if (id === undefined || realPath === undefined || registered.has(path) || !isOurName(id)) return [];
    const project = projects.find(({ name }) => name === id);
    // It was told of with what the Engine has of it.
    const isRegistered = registry.value.some((instance) => instance.id === id);
    const claimants = isRegistered ? [] : claimantsAmong(id, facts);
    if (project !== undefined && !isRegistered) {
      if (claimants.length > 1 ? claimants.includes(place) : placeOf(project, facts) === place) return [];
    }
    return [
      {
        severity: 'warning',
        code: 'DIRECTORY_UNREGISTERED',
        subject: id,
        text: `${path} says that it is ${id}, but is not registered`,
        repair: directoryRepair(id, place, facts),
      } satisfies Finding,
    ];
  });
}

function directoryRepair(id: string, place: PlaceFacts, facts: DoctorFacts): Finding['repair'] {
  const { records, registry } = facts;
  const instance = registry.kind === 'known' ? registry.value.find((one) => one.id === id) : undefined;
  const claimants = claimantsAmong(id, facts);
  const theOne = instance ?? (claimants.length === 1 ? claimants[0] : undefined);
  if (theOne !== undefined && theOne.path !== place.path) {
    const text = `${id} is ${theOne.path}. This directory claims to be it too; if it is not, move the file aside:`;
    return { kind: 'commands', text, commands: [moveAside(place)] };
  }
  if (claimants.length > 1) {
    const others = claimants.filter((one) => one !== place).map(({ path }) => path);
    const text = `${others.join(', ')} also claims to be it. If this directory is not ${id}, move the file aside, then run doctor again: ${moveAside(place)}`;
    return { kind: 'advice', text };
  }
  if (place.home === 'another') {
    return { kind: 'advice', text: `It ${registeredElsewhere(place)}. Nothing needs to be done here.` };
  }
  const aside = moveAside(place);
  if (isOurs(id, place, records)) {
    return {
      kind: 'commands',
      text: `If nothing needs the file: ${aside}\nTo register the directory again, with its slot and its lines:`,
      commands: [registerAgain({ id, place })],
    };
  }
  return {
    kind: 'commands',
    text: 'If no other registry (KTRDR_HOME) has it, move the file aside; to use the directory again, run init there:',
    commands: [aside],
  };
}
