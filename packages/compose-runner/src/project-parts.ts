import { labels, projectFilter } from './labels.ts';
import { parseJsonLines } from './parse-json.ts';
import * as z from 'zod/mini';
import type { RunResult } from './runner.ts';

/** All that the Engine has of a project, each thing by what tells it from another one of the same name. */
export interface ProjectParts {
  /** One-off containers too. */
  readonly containers: readonly ProjectContainer[];
  readonly networks: readonly { readonly id: string; readonly name: string }[];
  readonly volumes: readonly ProjectVolume[];
}

export interface ProjectContainer {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  /** The directory that Compose was run for; undefined without that label. */
  readonly workingDirectory: string | undefined;
}

/** A volume has no id: its name and the time that it was made at are what it is known by. */
export interface ProjectVolume {
  readonly name: string;
  /** As the Engine writes it: `2026-01-02T03:04:05Z`. */
  readonly createdAt: string;
}

const container = z.pipe(
  z.object({ id: z.string(), name: z.string(), state: z.string(), directory: z.string() }),
  z.transform(({ directory, ...same }): ProjectContainer => ({
    ...same,
    workingDirectory: directory === '' ? undefined : directory,
  })),
);
const network = z.object({ id: z.string(), name: z.string() });
const volume = z.object({ name: z.string(), createdAt: z.string() });

/** How the Engine is asked: what fails throws with `doing`, what may fail is judged by its result. */
export interface Asking {
  readonly ask: (doing: string, args: readonly string[]) => Promise<string>;
  readonly command: (args: readonly string[]) => Promise<RunResult>;
  readonly failure: (doing: string, result: RunResult) => Error;
}

/** Asks for all parts of a project. */
export async function projectParts(project: string, asking: Asking): Promise<ProjectParts> {
  const filter = projectFilter(project);
  const directory = `(.Label "${labels.workingDirectory}")`;
  const fields = `"id":{{json .ID}},"name":{{json .Names}},"state":{{json .State}},"directory":{{json ${directory}}}`;
  const list = async (...args: string[]): Promise<string> => await asking.ask(`list ${args[0]}s of ${project}`, args);
  const [containers, networks, volumes] = await Promise.all([
    list('container', 'ls', '--all', '--no-trunc', ...filter, '--format', `{${fields}}`),
    list('network', 'ls', ...filter, '--no-trunc', '--format', '{"id":{{json .ID}},"name":{{json .Name}}}'),
    list('volume', 'ls', ...filter, '--format', '{{json .Name}}'),
  ]);
  return {
    containers: parseJsonLines('docker container ls', containers, container),
    networks: parseJsonLines('docker network ls', networks, network),
    volumes: await inspectVolumes(parseJsonLines('docker volume ls', volumes, z.string()), asking),
  };
}

/** The volumes of these names that there are. */
export async function inspectVolumes(names: readonly string[], { command, failure }: Asking): Promise<ProjectVolume[]> {
  if (names.length === 0) return [];
  const format = '{"name":{{json .Name}},"createdAt":{{json .CreatedAt}}}';
  const result = await command(['volume', 'inspect', '--format', format, ...names]);
  // One may go between the two questions; the others are printed all the same.
  if (result.exitCode !== 0 && !/no such volume/i.test(result.stderr)) throw failure('inspect volumes', result);
  return parseJsonLines('docker volume inspect', result.stdout, volume);
}
