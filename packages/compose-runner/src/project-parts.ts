import type { Engine, ListedContainer, Volume } from '@ktrdr/engine';
import { dependenciesIn, labels, projectLabel } from './labels.ts';
import { notMadeByCompose } from './made-by-compose.ts';

/** All that the Engine has of a project, each thing by what tells it from another one of the same name. */
export interface ProjectParts {
  /** One-off containers too. */
  readonly containers: readonly ProjectContainer[];
  /** Those that Compose made: it says in a label which network of the file each is. */
  readonly networks: readonly { readonly id: string; readonly name: string }[];
  readonly volumes: readonly ProjectVolume[];
  /**
   * Volumes without a project that its containers mount, and that the Engine has named itself: of an image's `VOLUME`, or where the Compose file gives a
   * path alone. Or for a container of somebody else's, where the file names it.
   */
  readonly anonymousVolumes: readonly ProjectVolume[];
  /** Volumes without the project's label that its containers mount, or that are called as Compose calls the project's own. */
  readonly otherVolumes: readonly OtherVolume[];
}

/** A container with a project's label, by what decides whether it may be removed, and in which order. */
export interface ProjectContainer {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  /** Milliseconds since 1970 by the Engine's clock, to the second. */
  readonly createdAt: number;
  /** The directory that Compose was run for; undefined without that label. */
  readonly workingDirectory: string | undefined;
  /** The service that it is of, and those that this one needs; empty without these labels. */
  readonly service: string;
  readonly dependsOn: readonly string[];
  /** Whether Compose did not make it: it has its labels from the image that it was run from, or from somebody's hand. */
  readonly stray: boolean;
  /** The names of the volumes that it mounts, also anonymous ones. */
  readonly volumes: readonly string[];
}

/** A volume that Compose uses for a project, or would, and did not make for it. */
export interface OtherVolume {
  readonly name: string;
  /** The project whose label it carries; empty without one. */
  readonly project: string;
}

/** A volume has no id: its name and the time that it was made at are what it is known by. */
export interface ProjectVolume {
  readonly name: string;
  /** As the Engine writes it: `2026-01-02T03:04:05Z`. */
  readonly createdAt: string;
  /** What the volume stands for, where its driver was given that: a directory, or a share of another machine. What is in it stays when the volume goes. */
  readonly device?: string | undefined;
}

/** Asks for all parts of a project. */
export async function projectParts(project: string, engine: Engine): Promise<ProjectParts> {
  const ofProject = projectLabel(project);
  const doing = (what: string) => ({ doing: `list ${what} of ${project}` });
  const [containers, networks, allVolumes] = await Promise.all([
    engine.listContainers({ labels: [ofProject] }, doing('containers')),
    engine.listNetworks({ labels: [ofProject, labels.network] }, doing('networks')),
    engine.listVolumes({}, doing('volumes')),
  ]);
  const listed = allVolumes.map(({ name, labels: all }) => ({ name, project: all[labels.project] ?? '' }));
  const mounted = new Set(containers.flatMap(volumesOf));
  const own = listed.filter((one) => one.project === project).map(({ name }) => name);
  const anonymous = listed
    .filter((one) => one.project === '' && isAnonymous(one.name) && mounted.has(one.name))
    .map(({ name }) => name);
  const [strays, volumes, anonymousVolumes] = await Promise.all([
    notMadeByCompose(containers, engine),
    inspectVolumes(own, engine),
    inspectVolumes(anonymous, engine),
  ]);
  return {
    containers: containers.map((one) => toProjectContainer(one, strays.has(one.id))),
    networks: networks.map(({ id, name }) => ({ id, name })),
    volumes,
    anonymousVolumes,
    otherVolumes: listed.filter(
      (one) =>
        one.project !== project &&
        !isAnonymous(one.name) &&
        (mounted.has(one.name) || (one.project === '' && one.name.startsWith(`${project}_`))),
    ),
  };
}

function toProjectContainer(container: ListedContainer, stray: boolean): ProjectContainer {
  const { id, name, state, createdAt, labels: all } = container;
  return {
    id,
    name,
    state,
    createdAt,
    workingDirectory: all[labels.workingDirectory] || undefined,
    service: all[labels.service] ?? '',
    // `db:service_healthy:false,cache:service_started:true`
    dependsOn: dependenciesIn(all),
    stray,
    volumes: volumesOf(container),
  };
}

function volumesOf({ mounts }: ListedContainer): string[] {
  return mounts.flatMap(({ name }) => name ?? []);
}

/** Whether the Engine has named a volume itself. */
export function isAnonymous(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

/** The volumes of these names that there are. Each is inspected: a plugin's list of its volumes does not tell when they were made. */
export async function inspectVolumes(names: readonly string[], engine: Engine): Promise<ProjectVolume[]> {
  // One may go between the two questions.
  const found = await Promise.all(
    names.map(async (name) => await engine.inspectVolume(name, { doing: 'inspect volumes' })),
  );
  return found.flatMap((volume) => (volume === undefined ? [] : [toProjectVolume(volume)]));
}

/** Source: https://docs.docker.com/reference/cli/docker/volume/create/#opt */
function toProjectVolume({ name, createdAt, options }: Volume): ProjectVolume {
  const { type, device = '' } = options;
  // What is in memory is in the volume alone.
  return { name, createdAt, ...(device === '' || type === 'tmpfs' ? {} : { device }) };
}
