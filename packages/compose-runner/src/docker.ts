import { isCodedError } from '@ktrdr/errors';
import { type BoundDirectory, boundDirectories } from './bound-directories.ts';
import { type Container, isOneOff, toContainer } from './container.ts';
import { engineFailure } from './engine-failure.ts';
import { hostOfEndpoint, isAddress } from './host-of-endpoint.ts';
import { clockAhead } from './clock-ahead.ts';
import { type ImageSummary, toImageSummary } from './image-summary.ts';
import { forEachOf } from './for-each-of.ts';
import { labels, projectLabel } from './labels.ts';
import { notMadeByCompose } from './made-by-compose.ts';
import type { Network } from './network.ts';
import { type ContainerSummary, toSummary } from './container-summary.ts';
import { pinContext } from './pin-context.ts';
import { inspectVolumes, type ProjectParts, projectParts, type ProjectVolume } from './project-parts.ts';
import { publishedPorts } from './published-ports.ts';
import { type VolumeUser, volumeUsers } from './volume-users.ts';
import {
  addressArgs,
  type ConnectOptions,
  createEngine,
  type EndpointName,
  type EngineAddress,
  type EngineConnection,
  type EngineEvent,
  type EngineInfo,
  type ExecOptions,
  type ExecResult,
  type FilesRead,
  type Image,
  type Limits,
  type LogLine,
  type LogsOptions,
  openConnection,
} from '@ktrdr/engine';
import { type Run, runCommand, type RunOptions, type RunResult } from '@ktrdr/process';

/** Which Engine, and how it is asked. */
export interface DockerOptions extends EngineAddress {
  /** The environment of every `docker` child. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run?: Run;
  /** How the Engine is asked. @default {@link openConnection} */
  readonly connection?: EngineConnection;
}

/** A named resource with the project that it belongs to. */
export interface ProjectResource {
  readonly name: string;
  readonly project: string;
}

/** A published port and the container that publishes it, of any project or of none. */
export interface PortPublisher {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly container: string;
  readonly project: string;
  /** In which directory Compose made it; undefined of a container that it did not make. */
  readonly workingDirectory?: string | undefined;
}

/** What there is on an Engine, by what it is known by. */
export interface Everything {
  readonly containers: ReadonlySet<string>;
  readonly networks: ReadonlySet<string>;
  readonly volumes: ReadonlySet<string>;
}

/** Which Engine answers, and how its clock differs from ours. */
export interface EngineIdentity {
  /** The Engine's own name for itself, which it keeps for as long as it keeps its data; empty where it does not tell. */
  readonly id: string;
  /** By how many milliseconds its clock is ahead of this process's; 0 where the difference is within what asking took. */
  readonly clockAheadMs: number;
}

/** Versions as they are printed: `26.1.5`. */
export interface EngineVersions {
  readonly engine: string;
  readonly compose: string;
}

/**
 * Speaks to one Engine, and has the `docker` command speak to the same, so that contexts, `DOCKER_HOST` and credentials work as on the command
 * line; what is in use at the first question stays. Every method throws a coded error when the Engine does not answer: of `engineFailure`, or of `Engine`
 * where it is asked over its API (`ENGINE_TOO_OLD`, `CONTEXT_MISSING` and `UNEXPECTED_OUTPUT` too).
 */
export interface Docker {
  /**
   * The same Engine, spoken to with children that hold a lock of this process: they inherit its open file, and the kernel keeps the lock for as long as one of
   * them lives. Not those of `converse`: what runs inside a container goes on without its client.
   */
  sharing(descriptor: number): Docker;
  /** Runs `docker` with these arguments (the address comes first by itself). */
  command(args: readonly string[], options?: Partial<RunOptions>): Promise<RunResult>;
  /** Versions of the Engine and of the Compose plugin. */
  versions(): Promise<EngineVersions>;
  /**
   * Who the Engine is, and what time it has.
   * Source: https://docs.docker.com/reference/api/engine/ (`GET /info`, `ID` and `SystemTime`)
   */
  identity(): Promise<EngineIdentity>;
  /** What the Engine's machine has, and where the Engine keeps its data there; undefined where it does not answer soon: it is told besides other things. */
  machine(): Promise<Pick<EngineInfo, 'version' | 'memory' | 'rootDirectory'> | undefined>;
  /** How the Engine that this speaks to was named: what a person changes to speak to another. */
  endpoint(): Promise<EndpointName>;
  /** The machine on which published ports are, as seen from here: `127.0.0.1`, or the host of a remote Engine. */
  host(): Promise<string>;
  /** The project's containers, stopped ones too; all Compose projects' containers without a name. */
  containers(project?: string): Promise<Container[]>;
  /** Containers by their ids. One that does not exist (any more) is left out. */
  inspect(ids: readonly string[]): Promise<Container[]>;
  /** All that the Engine says of containers, as it says it, secrets in clear among it. One that does not exist (any more) is left out. */
  details(ids: readonly string[]): Promise<Readonly<Record<string, unknown>>[]>;
  /**
   * The same as `containers`, by one question to the Engine, which tells less of each: of a restart policy only what `RESTART_LABEL`
   * says. The question is the same whatever the project, so that it can be asked ahead (`listComposeContainers`).
   */
  summaries(project?: string): Promise<ContainerSummary[]>;
  /** All that the Engine has of a project, one-off containers too. */
  parts(project: string): Promise<ProjectParts>;
  /** The volumes of these names that there are. */
  volumesNamed(names: readonly string[]): Promise<ProjectVolume[]>;
  /** The containers that are on a network, by its id, of any project or of none, stopped ones too: these cannot start any more without it. */
  networkUsers(id: string): Promise<Pick<ContainerSummary, 'id' | 'name' | 'state'>[]>;
  /** The containers that have these volumes mounted, of any project or of none, stopped ones too. */
  volumeUsers(names: readonly string[]): Promise<VolumeUser[]>;
  /** What containers of any project or of none have bind-mounted, stopped ones too, and what volumes stand for. */
  boundDirectories(): Promise<BoundDirectory[]>;
  /** The bytes that each volume of the Engine holds, by its name; without those that it does not know in time. */
  volumeSizes(): Promise<ReadonlyMap<string, number>>;
  /** Starts a container anew; one that has gone stays gone. @param limits it may take as long as the container needs to stop */
  restartContainer(id: string, limits?: Limits): Promise<void>;
  /** Stops containers, all at the same time. Each has the time that it was made with, and is killed then. */
  stopContainers(ids: readonly string[], limits?: Pick<Limits, 'signal'>): Promise<void>;
  /**
   * Removes containers, not their volumes; with `force` also those that run. What is gone already, or about to go, is as it was wanted, here and in all
   * that removes.
   */
  removeContainers(ids: readonly string[], options?: Limits & { readonly force?: boolean }): Promise<void>;
  /** Gives a container another name. */
  renameContainer(id: string, name: string): Promise<void>;
  /** Lets paused containers go on. */
  unpauseContainers(ids: readonly string[]): Promise<void>;
  /** The project's volumes by their labels; those of all Compose projects without a name. */
  volumes(project?: string): Promise<ProjectResource[]>;
  /** The project's networks, likewise. */
  networks(project?: string): Promise<ProjectResource[]>;
  /** Removes volumes with all that they hold. One that a container mounts is refused: `DOCKER_FAILED`. */
  removeVolumes(names: readonly string[], limits?: Limits): Promise<void>;
  /** Removes networks. One with containers on it is refused: `DOCKER_FAILED`. */
  removeNetworks(names: readonly string[], limits?: Limits): Promise<void>;
  /** What the Engine has of all projects and of none: the ids of containers and networks, the names of volumes. */
  everything(limits?: Limits): Promise<Everything>;
  /** The ids of images by their references, as they were given; without those that the Engine does not have. */
  imageIds(references: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Images by their ids; without those that the Engine does not have. */
  inspectImages(ids: readonly string[]): Promise<ImageSummary[]>;
  /** The ids of the images that containers were made of, of any project or of none, stopped ones too. */
  usedImages(): Promise<ReadonlySet<string>>;
  /** The names of the images that a project's files built. */
  images(project: string): Promise<string[]>;
  /** Removes images; one that is still in use, or has gone, stays as it is. */
  removeImages(references: readonly string[]): Promise<void>;
  /** Gives an image a name besides those that it has. @returns whether the Engine has that image */
  tagImage(id: string, reference: string): Promise<boolean>;
  /** Which containers publish ports on the Engine's machine now. */
  publishers(): Promise<PortPublisher[]>;
  /** Whether the Engine has a volume of this name, whoever made it. */
  volumeExists(name: string): Promise<boolean>;
  /** Whether the Engine has a network of this name, whoever made it. */
  networkExists(name: string): Promise<boolean>;
  /** Networks by their names. One that does not exist is left out. */
  inspectNetworks(names: readonly string[]): Promise<Network[]>;
  /** Puts a container on a network besides those that it is on; it need not run. */
  connect(network: string, container: string, options?: ConnectOptions): Promise<void>;
  /** Takes a container off a network, also off one that has been removed. */
  disconnect(network: string, container: string): Promise<void>;
  /**
   * Reports events of the project's containers, of all Compose projects' without a name, those since `since` (ms) first, until the signal aborts, the Engine ends them, or the time `until` (ms)
   * has come.
   */
  events(
    project: string | undefined,
    options: { since: number; until?: number; signal: AbortSignal; onEvent: (event: EngineEvent) => void },
  ): Promise<void>;
  /**
   * Runs a command inside a container, with nothing on its standard input. Resolves also when it fails; one whose time is over goes on in the container.
   *
   * @throws CodedError `DOCKER_FAILED` also for a container that does not run
   */
  exec(
    container: string,
    command: readonly string[],
    options?: Limits & Pick<ExecOptions, 'onOutput'>,
  ): Promise<ExecResult>;
  /**
   * Runs a command inside a container with this process's own standard input, output and error, and with `terminal` on a terminal, which only a process
   * that has one can give. Resolves also when it fails. It is `docker exec` that runs: a terminal is more than a stream of bytes (raw input, its size, the
   * keys that detach), and `docker` knows how on every system.
   */
  converse(
    container: string,
    command: readonly string[],
    options: { readonly terminal: boolean; readonly signal: AbortSignal },
  ): Promise<RunResult>;
  /** The commands of the processes that run in a container, with their arguments, as `ps` on the Engine's machine tells them. */
  processes(container: string, limits?: Limits): Promise<string[]>;
  /**
   * The contents of the regular files at a path in a container, or below, whether it runs or not: of a megabyte at most. Follows links, and says what it
   * could not read. Undefined where there is nothing.
   */
  filesIn(container: string, path: string): Promise<FilesRead | undefined>;
  /**
   * What a container has written, line by line.
   *
   * @throws CodedError `DOCKER_FAILED` also for a container that does not exist, and for one whose log goes elsewhere
   */
  logs(container: string, options: LogsOptions): AsyncIterable<LogLine>;
  /** The last lines that a container wrote to both its streams. */
  lastLines(container: string, lines: number): Promise<string[]>;
}

const PROTOCOLS = ['tcp', 'udp'] as const;
const ANSWER_WITHIN_MS = 60_000;
/** Out of the terminal's process group: a Ctrl-C that reaches a question itself must not look like an answer that allows a deletion. */
const QUESTION = { timeoutMs: ANSWER_WITHIN_MS, ownSession: true };
const SIZES_WITHIN_MS = 15_000;
/** Their files go with them, which may be very many. */
const REMOVED_WITHIN_MS = 600_000;
const TOLD_BESIDES_WITHIN_MS = 10_000;
/** The Engine's words for a container that somebody else removes at this moment (26.1). */
const BEING_REMOVED = /removal of container \S+ is already in progress/i;

// Every health probe makes three events of its own, which nobody here reads.
const WATCHED = ['create', 'start', 'die', 'oom', 'destroy', 'health_status', 'pause', 'unpause', 'stop', 'kill'];

/** The Engine that `options` address: over its API, and what `command` and `converse` run through the `docker` command. Nothing is run yet. */
export function createDocker(options: DockerOptions): Docker {
  return dockerWith({ ...options, connection: options.connection ?? openConnection(options) }, []);
}

/** @param shared open files that its children inherit */
function dockerWith(
  options: DockerOptions & Required<Pick<DockerOptions, 'connection'>>,
  shared: readonly number[],
): Docker {
  const { env, run = runCommand, connection } = options;
  const leading = addressArgs(options);
  const pinned = pinContext(connection, options);
  const engine = createEngine({ connection });

  async function command(args: readonly string[], extra: Partial<RunOptions> = {}): Promise<RunResult> {
    const inherited = shared.length === 0 ? {} : { descriptors: shared };
    // The root, because the current directory may be gone, and nothing here is relative to it.
    const where = { cwd: '/', ...inherited, ...extra, env: await pinned(extra.env ?? env) };
    return await run('docker', [...leading, ...args], where);
  }

  async function ask(doing: string, args: readonly string[]): Promise<string> {
    const result = await command(args, QUESTION);
    if (result.exitCode !== 0) throw engineFailure(doing, result);
    return result.stdout;
  }

  async function inspect(ids: readonly string[]): Promise<Container[]> {
    // One may go between the list and this.
    const inspected = await Promise.all(ids.map(async (id) => await engine.inspectContainer(id)));
    const found = inspected.flatMap((one) => one ?? []).filter(({ labels: all }) => !isOneOff(all));
    const strays = await notMadeByCompose(found, engine);
    return found.map((one) => Object.assign(toContainer(one), { stray: strays.has(one.id) }));
  }

  async function containers(project?: string): Promise<Container[]> {
    const listed = await engine.listContainers({ labels: [projectLabel(project)] });
    return await inspect(listed.map(({ id }) => id));
  }

  /** Images by their ids or references, undefined for those that the Engine does not have. */
  async function lookAt(references: readonly string[]): Promise<(Image | undefined)[]> {
    return await Promise.all(
      references.map(async (one) => await engine.inspectImage(one, { doing: 'look at images' })),
    );
  }

  return {
    command,
    sharing: (descriptor) => dockerWith(options, [...shared, descriptor]),
    containers,
    inspect,
    async details(ids) {
      const found = await Promise.all(ids.map(async (id) => await engine.containerDetails(id)));
      return found.filter((one) => one !== undefined);
    },
    async summaries(project) {
      const summaries = (await engine.listContainers({ labels: [projectLabel()] })).map(toSummary);
      return summaries.filter((one) => !one.oneOff && (project === undefined || one.project === project));
    },
    parts: async (project) => await projectParts(project, engine),
    volumesNamed: async (names) => await inspectVolumes(names, engine),
    async networkUsers(id) {
      const found = await engine.listContainers({ networks: [id] }, { doing: 'find out who is on a network' });
      return found.map(({ id: container, name, state }) => ({ id: container, name, state }));
    },
    volumeUsers: async (names) => await volumeUsers(names, engine),
    boundDirectories: async () => await boundDirectories(engine),
    // The Engine adds up every file of every volume: it may take long, and who asks goes on without it.
    volumeSizes: async () =>
      (await unlessRefused(engine.volumeSizes({ timeoutMs: SIZES_WITHIN_MS }))) ?? new Map<string, number>(),
    async restartContainer(id, limits) {
      await engine.restartContainer(id, limits);
    },
    stopContainers: async (ids, limits) =>
      await forEachOf(
        ids,
        () => 'stop containers',
        async (id, asked) => {
          const container = await engine.inspectContainer(id, { ...limits, ...asked });
          const timeoutMs = stoppedWithinMs(container?.stopSeconds);
          await engine.stopContainer(id, { ...limits, ...asked, timeoutMs });
        },
      ),
    removeContainers: async (ids, how) =>
      await forEachOf(
        ids,
        () => 'remove containers',
        async (id, asked) => {
          try {
            await engine.removeContainer(id, { timeoutMs: REMOVED_WITHIN_MS, ...how, ...asked });
          } catch (error) {
            if (!isCodedError(error) || !BEING_REMOVED.test(error.detail ?? '')) throw error;
          }
        },
      ),
    unpauseContainers: async (ids) =>
      await forEachOf(
        ids,
        () => 'unpause containers',
        async (id, asked) => await engine.unpauseContainer(id, asked),
      ),
    renameContainer: async (id, name) =>
      await engine.renameContainer(id, name, { doing: `rename a container to ${name}` }),
    volumes: async (project) => (await engine.listVolumes({ labels: [projectLabel(project)] })).map(toResource),
    networks: async (project) => (await engine.listNetworks({ labels: [projectLabel(project)] })).map(toResource),
    removeVolumes: async (names, limits) =>
      await forEachOf(
        names,
        (failed) => `remove the volumes ${failed.join(', ')}`,
        async (name, asked) => engine.removeVolume(name, { timeoutMs: REMOVED_WITHIN_MS, ...limits, ...asked }),
      ),
    removeNetworks: async (names, limits) =>
      await forEachOf(
        names,
        (failed) => `remove the networks ${failed.join(', ')}`,
        async (name, asked) => engine.removeNetwork(name, { ...limits, ...asked }),
      ),
    async everything(limits) {
      const [allContainers, allNetworks, allVolumes] = await Promise.all([
        engine.listContainers({}, limits),
        engine.listNetworks({}, limits),
        engine.listVolumes({}, limits),
      ]);
      return {
        containers: new Set(allContainers.map(({ id }) => id)),
        networks: new Set(allNetworks.map(({ id }) => id)),
        volumes: new Set(allVolumes.map(({ name }) => name)),
      };
    },
    volumeExists: async (name) => (await engine.listVolumes({ names: [name] })).length > 0,
    networkExists: async (name) => (await engine.listNetworks({ names: [name] })).length > 0,
    async inspectNetworks(names) {
      return (await Promise.all(names.map(async (name) => await engine.inspectNetwork(name)))).flatMap(
        (one) => one ?? [],
      );
    },
    async connect(network, container, how) {
      const doing = `connect a container to network ${network}`;
      await engine.connectContainer(network, container, { ...how, doing });
    },
    async disconnect(network, container) {
      const doing = `disconnect a container from network ${network}`;
      await engine.disconnectContainer(network, container, { doing });
    },

    async imageIds(references) {
      const found = await lookAt(references);
      return new Map(
        references.flatMap((name, index) => {
          const id = found[index]?.id;
          return id === undefined ? [] : [[name, id]];
        }),
      );
    },

    inspectImages: async (ids) => (await lookAt(ids)).flatMap((image) => (image ? [toImageSummary(image)] : [])),

    usedImages: async () => new Set((await engine.listContainers()).map(({ imageId }) => imageId)),

    async images(project) {
      const listed = await engine.listImages({ labels: [projectLabel(project)] });
      return listed.flatMap(({ tags }) => tags);
    },

    async removeImages(references) {
      for (const reference of references) {
        try {
          await engine.removeImage(reference);
        } catch (error) {
          if (!isCodedError(error)) throw error;
          // An Engine that does not answer has not refused this one alone; whoever looks at what is left is told of it.
          if (error.code !== 'DOCKER_FAILED') return;
        }
      }
    },

    tagImage: async (id, reference) =>
      await engine.tagImage(id, reference, { doing: `give an image the name ${reference}` }),

    async versions() {
      const [{ version }, compose] = await Promise.all([
        engine.version(),
        ask('ask Compose for its version', ['compose', 'version', '--short']),
      ]);
      return { engine: version, compose: compose.trim().replace(/^v/, '') };
    },

    machine: async () => await unlessRefused(engine.info({ timeoutMs: TOLD_BESIDES_WITHIN_MS })),

    async identity() {
      const asked = Date.now();
      const { id, time = Number.NaN } = await engine.info();
      return { id, clockAheadMs: clockAhead(time, { asked, answered: Date.now() }) };
    },

    endpoint: async () => (await connection.chosen()) ?? { kind: 'context', name: 'default' },

    async host() {
      const endpoint = await engine.endpoint();
      if (isAddress(endpoint)) return hostOfEndpoint(endpoint);
      // A context whose file only `docker` can read.
      const format = '{{.Endpoints.docker.Host}}';
      const address = await ask('find out where the Engine is', ['context', 'inspect', '--format', format]);
      return hostOfEndpoint(address.trim());
    },

    async publishers() {
      const running = await engine.listContainers({ running: true });
      return running.flatMap(({ name, ports, labels: all }) =>
        PROTOCOLS.flatMap((protocol) =>
          [...new Set(publishedPorts(ports, protocol).map(({ published }) => published))].map((port) => ({
            port,
            protocol,
            container: name,
            project: all[labels.project] ?? '',
            workingDirectory: all[labels.workingDirectory],
          })),
        ),
      );
    },

    async events(project, { since, until, signal, onEvent }) {
      const watched = { since, until, signal, labels: [projectLabel(project)], types: ['container'], actions: WATCHED };
      try {
        for await (const event of engine.events(watched)) onEvent(event);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },

    exec: async (container, argv, extra) => await engine.exec(container, argv, extra),

    async converse(container, argv, { terminal, signal }) {
      const how = ['--interactive', ...(terminal ? ['--tty'] : [])];
      // What runs inside a container goes on without its client, which therefore holds nothing of ours.
      return await command(['exec', ...how, container, ...argv], { interactive: true, descriptors: [], signal });
    },

    async processes(container, limits) {
      const { processes } = await engine.top(container, '-eo pid,args', limits);
      return processes.flatMap(([, args]) => args ?? []);
    },

    filesIn: async (container, path) => await engine.readFiles(container, path),

    logs: (container, logs) => engine.logs(container, logs),

    async lastLines(container, lines) {
      const written: LogLine[] = [];
      try {
        const log = engine.logs(container, { tail: lines, timestamps: true, timeoutMs: ANSWER_WITHIN_MS });
        for await (const line of log) written.push(line);
      } catch (error) {
        // The Engine's own words are no log, and one that is cut off is as good as it is.
        if (!isCodedError(error)) throw error;
      }
      // Interleaved as written: each of the two streams comes in its order.
      return written
        .toSorted(({ time: one = '' }, { time: other = '' }) => Number(one > other) - Number(one < other))
        .map(({ text }) => text)
        .filter((text) => text.trim() !== '')
        .slice(-lines);
    },
  };
}

/**
 * How long the Engine may take to stop a container: what the container is granted, and a minute more.
 * Source: https://docs.docker.com/reference/api/engine/ (`StopTimeout`; -1 is for ever, for which the most stands that a timer can be set to)
 */
function stoppedWithinMs(granted = 10): number {
  return granted < 0 ? 2 ** 31 - 1 : Math.min(granted * 1000 + ANSWER_WITHIN_MS, 2 ** 31 - 1);
}

/** Undefined instead of a coded error: of what is told besides other things. An interrupt is no answer, and is thrown. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}

function toResource({
  name,
  labels: all,
}: {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}): ProjectResource {
  return { name, project: all[labels.project] ?? '' };
}
