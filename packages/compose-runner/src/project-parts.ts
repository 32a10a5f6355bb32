import { lacks } from './lacks.ts';
import { labels, projectFilter } from './labels.ts';
import { notMadeByCompose } from './made-by-compose.ts';
import { parseJsonLines } from './parse-json.ts';
import * as z from 'zod/mini';
import type { RunResult } from '@ktrdr/process';

/** All that the Engine has of a project, each thing by what tells it from another one of the same name. */
export interface ProjectParts {
  /** One-off containers too. */
  readonly containers: readonly ProjectContainer[];
  /** Those that Compose made: it says in a label which network of the file each is. */
  readonly networks: readonly { readonly id: string; readonly name: string }[];
  readonly volumes: readonly ProjectVolume[];
  /** Volumes that the Engine made and named itself for its containers: of an image's `VOLUME`, or where the Compose file gives a path alone. */
  readonly anonymousVolumes: readonly ProjectVolume[];
  /** Volumes without the project's label that its containers mount, or that are called as Compose calls the project's own. */
  readonly otherVolumes: readonly OtherVolume[];
}

export interface ProjectContainer {
  readonly id: string;
  readonly name: string;
  readonly state: string;
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
}

const container = z.object({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  directory: z.string(),
  service: z.optional(z.string()),
  // `db:service_healthy:false,cache:service_started:true`
  dependencies: z.optional(z.string()),
  // Names of volumes and paths of bind mounts, with commas between them.
  mounts: z.string(),
});
// What `made-by-compose` judges by; the list does not tell the ids of images.
const MADE_FROM = `{"id":{{json .Id}},"imageId":{{json .Image}},"recordedImage":${labelOf(labels.image)},"configHash":${labelOf(labels.configHash)}}`;
const madeFrom = z.object({ id: z.string(), imageId: z.string(), recordedImage: z.string(), configHash: z.string() });
const network = z.object({ id: z.string(), name: z.string() });
const listedVolume = z.object({ name: z.string(), project: z.string() });
const volume = z.object({ name: z.string(), createdAt: z.string() });

/** How the Engine is asked: what fails throws with `doing`, what may fail is judged by its result. */
export interface Asking {
  readonly ask: (doing: string, args: readonly string[]) => Promise<string>;
  readonly command: (args: readonly string[]) => Promise<RunResult>;
  readonly failure: (doing: string, result: RunResult) => Error;
}

function label(name: string): string {
  return `{{json (.Label "${name}")}}`;
}

/** The same, of what `inspect` tells, which writes `null` for a label that is not there (Docker 26.1). */
function labelOf(name: string): string {
  return `{{with index .Config.Labels "${name}"}}{{json .}}{{else}}""{{end}}`;
}

/** Asks for all parts of a project. */
export async function projectParts(project: string, asking: Asking): Promise<ProjectParts> {
  const filter = projectFilter(project);
  const fields = `"id":{{json .ID}},"name":{{json .Names}},"state":{{json .State}},"directory":${label(labels.workingDirectory)},"service":${label(labels.service)},"dependencies":${label(labels.dependencies)},"mounts":{{json .Mounts}}`;
  const list = async (...args: string[]): Promise<string> => await asking.ask(`list ${args[0]}s of ${project}`, args);
  const [containerLines, networks, volumeLines] = await Promise.all([
    list('container', 'ls', '--all', '--no-trunc', ...filter, '--format', `{${fields}}`),
    list(
      'network',
      'ls',
      ...filter,
      '--filter',
      `label=${labels.network}`,
      '--no-trunc',
      '--format',
      '{"id":{{json .ID}},"name":{{json .Name}}}',
    ),
    list('volume', 'ls', '--format', `{"name":{{json .Name}},"project":${label(labels.project)}}`),
  ]);
  const listed = parseJsonLines('docker volume ls', volumeLines, listedVolume);
  const names = new Set(listed.map(({ name }) => name));
  const listedContainers = parseJsonLines('docker container ls', containerLines, container);
  const mounted = new Set(listedContainers.flatMap(({ mounts }) => mounts.split(',')));
  const own = listed.filter((one) => one.project === project).map(({ name }) => name);
  const anonymous = listed
    .filter((one) => one.project === '' && isAnonymous(one.name) && mounted.has(one.name))
    .map(({ name }) => name);
  const [strays, volumes, anonymousVolumes] = await Promise.all([
    straysAmong(
      listedContainers.map(({ id }) => id),
      asking,
    ),
    inspectVolumes(own, asking),
    inspectVolumes(anonymous, asking),
  ]);
  return {
    containers: listedContainers.map(({ id, name, state, directory, service = '', dependencies = '', mounts }) => ({
      id,
      name,
      state,
      workingDirectory: directory === '' ? undefined : directory,
      service,
      dependsOn: dependencies.split(',').flatMap((one) => one.split(':')[0] || []),
      stray: strays.has(id),
      volumes: mounts.split(',').filter((mount) => names.has(mount)),
    })),
    networks: parseJsonLines('docker network ls', networks, network),
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

async function straysAmong(ids: readonly string[], asking: Asking): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const result = await asking.command(['container', 'inspect', '--format', MADE_FROM, ...ids]);
  // One may go between the two questions; the others are printed all the same.
  if (result.exitCode !== 0 && !lacks(result, /no such container/i)) throw asking.failure('inspect containers', result);
  return await notMadeByCompose(parseJsonLines('docker container inspect', result.stdout, madeFrom), asking);
}

/** Whether the Engine has named a volume itself. */
export function isAnonymous(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

/** The volumes of these names that there are. */
export async function inspectVolumes(names: readonly string[], { command, failure }: Asking): Promise<ProjectVolume[]> {
  if (names.length === 0) return [];
  const format = '{"name":{{json .Name}},"createdAt":{{json .CreatedAt}}}';
  const result = await command(['volume', 'inspect', '--format', format, ...names]);
  // One may go between the two questions; the others are printed all the same.
  if (result.exitCode !== 0 && !lacks(result, /no such volume/i)) throw failure('inspect volumes', result);
  return parseJsonLines('docker volume inspect', result.stdout, volume);
}
