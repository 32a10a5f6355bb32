import { quoteArgument } from '@ktrdr/errors';
import type { DoctorFacts, PlaceFacts } from './facts.ts';
import { type Finding, ok } from './finding.ts';
import { isOurName, ourProjects, type ProjectFacts } from './our-projects.ts';

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
    : [ok('Docker resources', 'all that have our names belong to registered instances')];
}

function judgeProjects({ engine, registry, places }: DoctorFacts): Finding[] {
  if (engine.resources.kind === 'failed' || registry.kind === 'failed') return [];
  const instances = registry.value;
  return ourProjects(engine.resources.value).flatMap((project) => {
    const instance = instances.find(({ id }) => id === project.name);
    if (instance === undefined) return [orphaned(project, places)];
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
      text: 'If they are yours to remove; volumes stay:',
      commands: [`docker rm -f ${theirs.map((container) => quoteArgument(container.name)).join(' ')}`],
    },
  };
}

function orphaned(project: ProjectFacts, places: readonly PlaceFacts[]): Finding {
  const { name, containers, volumes, networks } = project;
  const directories = directoriesOf(project);
  const claimed = places.find(
    ({ path, marker }) =>
      directories.includes(path) && marker.kind === 'known' && marker.value?.['INSTANCE_ID'] === name,
  );
  const from = directories.length === 0 ? '' : `, started from ${directories.join(', ')}`;
  return {
    // A directory that says it is that instance belongs to somebody: most likely to another registry.
    severity: claimed === undefined ? 'problem' : 'warning',
    code: 'ORPHANED_RESOURCES',
    subject: name,
    text: `no registered instance accounts for ${countsOf(project)}${from}`,
    detail: [
      ...containers.map((container) => `container ${container.name} (${container.state})`),
      ...volumes.map((volume) => `volume ${volume.name}`),
      ...networks.map((network) => `network ${network.name}`),
    ],
    repair: {
      kind: 'commands',
      text: `${claimed === undefined ? 'Another registry (KTRDR_HOME) may own them' : `${claimed.path} says that it is ${name}: another registry (KTRDR_HOME) most likely owns them`}. To remove them${volumes.length > 0 ? ', and what is in the volumes' : ''}:`,
      commands: removal(project),
    },
  };
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

function judgeDirectories({ places, registry }: DoctorFacts): Finding[] {
  if (registry.kind === 'failed') return [];
  // Of one that was moved it is said as such.
  const moved = places.flatMap(({ movedTo }) => movedTo ?? []);
  const registered = new Set([...registry.value.map(({ path }) => path), ...moved]);
  return places.flatMap(({ path, realPath, marker }) => {
    const id = marker.kind === 'known' ? marker.value?.['INSTANCE_ID'] : undefined;
    if (id === undefined || realPath === undefined || registered.has(path) || !isOurName(id)) return [];
    return [
      {
        severity: 'warning',
        code: 'DIRECTORY_UNREGISTERED',
        subject: id,
        text: `${path} says that it is ${id}, and is not registered`,
        repair: {
          kind: 'commands',
          text: 'If no other registry (KTRDR_HOME) has it, move the file aside; to use the directory again, run init there:',
          commands: [`mv -n ${quoteArgument(`${path}/.env.sandbox`)} ${quoteArgument(`${path}/.env.sandbox.before`)}`],
        },
      } satisfies Finding,
    ];
  });
}
