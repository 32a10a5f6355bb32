import { engineFailure } from '@ktrdr/compose-runner';
import { chosenEndpoint, type EngineAnswer, type EngineConnection, type EngineRequest } from '@ktrdr/engine';
import type { Run } from '@ktrdr/process';
import * as z from 'zod/mini';

const PROJECT = 'com.docker.compose.project';
/** What is not told. */
function orElse<T>(schema: z.ZodMiniType<T>, otherwise: T) {
  return z.pipe(
    z.optional(schema),
    z.transform((value: T | undefined) => value ?? otherwise),
  );
}

/** The rows of a list are told by what is in it. */
const ROWS = '{"id":{{json .ID}},…}';
const row = z.object({
  id: z.optional(z.string()),
  imageId: orElse(z.string(), ''),
  name: z.optional(z.string()),
  /** What the list of published ports calls it. */
  container: orElse(z.string(), ''),
  state: orElse(z.string(), ''),
  status: orElse(z.string(), ''),
  ports: orElse(z.string(), ''),
  project: orElse(z.string(), ''),
  service: orElse(z.string(), ''),
  directory: orElse(z.string(), ''),
  oneOff: orElse(z.string(), ''),
  restartPolicy: orElse(z.string(), ''),
  dependencies: orElse(z.string(), ''),
  /** Seconds since 1970. */
  created: orElse(z.number(), 0),
  /** Names of volumes with commas between them. */
  mounts: orElse(z.string(), ''),
  /** What is bind-mounted, with commas between. */
  binds: orElse(z.string(), ''),
  /** Of a volume: the directory that it stands for. */
  device: z.optional(z.string()),
  createdAt: z.optional(z.string()),
  tags: z.optional(z.array(z.string())),
  digests: z.optional(z.array(z.string())),
  labels: z.nullish(z.record(z.string(), z.string())),
});

/**
 * An Engine of which a fake `docker` tells: the questions that are asked over the API are asked of it in docker's words (`ps`, `container ls` of a project,
 * `inspect`, `container stop`, `container rm`, `volume ls`, `volume inspect`, `volume rm`, `image inspect`, `image tag`, `image rm`, `network ls`, `network rm`, `system df`,
 * `info`, `version`), and its answers are made those of the API.
 *
 * @param env decides what the Engine is called
 */
export function connectionByRun(run: Run, env: Readonly<Record<string, string>> = {}): EngineConnection {
  const ask = async (doing: string, args: readonly string[]): Promise<string> => {
    const result = await run('docker', args, { env: {} });
    if (result.exitCode !== 0 && !/no such (container|object|volume|image)/i.test(result.stderr))
      throw engineFailure(doing, result);
    return result.stdout;
  };
  const rows = async (doing: string, args: readonly string[]): Promise<z.infer<typeof row>[]> =>
    (await ask(doing, args))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => row.parse(line.startsWith('{') ? JSON.parse(line) : { id: line }));

  const inspect = inBatches(async (ids) => {
    const text = await ask('inspect containers', ['inspect', '--type', 'container', ...ids]);
    return z.array(z.looseObject({ Id: z.string(), Config: z.looseObject({}) })).parse(JSON.parse(text || '[]'));
  });

  async function answer({ doing, method = 'GET', path, query = {} }: EngineRequest): Promise<unknown> {
    const [, kind = '', which, act] = /^\/(container|volume|network)s\/([^/]+)(?:\/(stop))?$/.exec(path) ?? [];
    if (which !== undefined && act !== undefined) return await ask(doing, [kind, act, which]);
    if (which !== undefined && method === 'DELETE')
      return await ask(doing, [kind, 'rm', ...(query['force'] === '1' ? ['--force'] : []), which]);
    if (path === '/system/df') return JSON.parse(await ask(doing, ['system', 'df']));
    const [, id] = /^\/containers\/(.+)\/json$/.exec(path) ?? [];
    if (id !== undefined) {
      const found = (await inspect(id)).find(({ Id }) => Id === id);
      return found && { Image: '', ...found, Config: { Tty: false, ...found.Config } };
    }
    const [, volume] = /^\/volumes\/(.+)$/.exec(path) ?? [];
    if (volume !== undefined) {
      const found = await rows(doing, ['volume', 'inspect', '--format', '…', volume]);
      return found.filter(({ name }) => name === volume).map(resource)[0];
    }
    const [, image = '', what] = /^\/images\/(.+?)(?:\/(json|tag))?$/.exec(path) ?? [];
    const reference = decodeURIComponent(image);
    if (what === 'tag') return await ask(doing, ['image', 'tag', reference, `${query['repo']}:${query['tag']}`]);
    if (method === 'DELETE') return await ask(doing, ['image', 'rm', reference]);
    if (what === 'json') {
      const [found] = await rows(doing, ['image', 'inspect', '--format', '{{.Id}}', reference]);
      if (found === undefined) return undefined;
      return { Id: found.id, RepoTags: found.tags, RepoDigests: found.digests, Config: { Labels: found.labels } };
    }
    // No container has secrets as files.
    if (path.endsWith('/archive')) return undefined;
    const { label: filtered, network: on } = z
      .object({ label: orElse(z.array(z.string()), []), network: orElse(z.array(z.string()), []) })
      .parse(JSON.parse(query['filters'] ?? '{}'));
    const filter = [...filtered.map((label) => `label=${label}`), ...on.map((network) => `network=${network}`)].flatMap(
      (one) => ['--filter', one],
    );
    switch (path) {
      case '/containers/json': {
        if (filtered.some((label) => label.includes('='))) {
          return (await rows(doing, ['container', 'ls', '--all', '--no-trunc', ...filter, '--format', ROWS])).map(
            listed,
          );
        }
        const all = query['all'] === '1' ? ['--all'] : [];
        return (await rows(doing, ['ps', ...all, '--no-trunc', ...filter, '--format', ROWS])).map(listed);
      }
      case '/volumes':
        return { Volumes: (await rows(doing, ['volume', 'ls', ...filter, '--format', '…'])).map(resource) };
      case '/networks':
        return (await rows(doing, ['network', 'ls', ...filter, '--format', '…'])).map(resource);
      case '/info': {
        const [ID, SystemTime] = (await ask(doing, ['info', '--format', '{{.ID}} {{.SystemTime}}'])).trim().split(' ');
        return { ID, SystemTime, ServerVersion: '28.2.2', MemTotal: 16e9, NCPU: 1, DockerRootDir: '/var/lib/docker' };
      }
      case '/version': {
        const Version = (await ask(doing, ['version', '--format', '{{.Server.Version}}'])).trim();
        return { Version, ApiVersion: '1.51', Os: 'linux', Arch: 'amd64' };
      }
      default:
        throw new Error(`not expected: ${path}`);
    }
  }

  return {
    async answer(request): Promise<EngineAnswer> {
      const found = await answer(request);
      request.signal?.throwIfAborted();
      return found === undefined ? { status: 404, text: '{}' } : { status: 200, text: JSON.stringify(found) };
    },
    stream: async ({ path }) => await Promise.reject(new Error(`not expected: ${path}`)),
    endpoint: async () => await Promise.resolve('unix:///var/run/docker.sock'),
    chosen: async () => await chosenEndpoint(env),
    close: () => {},
  };
}

/** What is asked one by one at the same moment, asked together. */
function inBatches<T>(ask: (ids: readonly string[]) => Promise<T>): (id: string) => Promise<T> {
  let waiting: { ids: string[]; answer: Promise<T> } | undefined;
  return async (id) => {
    if (waiting === undefined) {
      const ids: string[] = [];
      const answer = Promise.resolve().then(async () => {
        waiting = undefined;
        return await ask(ids);
      });
      waiting = { ids, answer };
    }
    waiting.ids.push(id);
    return await waiting.answer;
  };
}

function listed({ id = 'a1', container, name = container, state, status, ports, ...one }: z.infer<typeof row>): object {
  return {
    Id: id,
    Names: [`/${name}`],
    Image: '',
    ImageID: one.imageId,
    State: state,
    Status: status,
    Created: one.created,
    Labels: {
      [PROJECT]: one.project,
      'com.docker.compose.service': one.service,
      'com.docker.compose.project.working_dir': one.directory,
      'com.docker.compose.oneoff': one.oneOff,
      'com.docker.compose.depends_on': one.dependencies,
      'com.docker.compose.config-hash': '1',
      'ktrdr.restart-policy': one.restartPolicy,
    },
    Ports: [...ports.matchAll(/(\S*):(\d+)->(\d+)\/(\w+)/g)].map(([, IP, published, target, Type]) => ({
      IP,
      PublicPort: Number(published),
      PrivatePort: Number(target),
      Type,
    })),
    Mounts: [
      ...inList(one.mounts).map((Name) => ({ Type: 'volume', Name, Destination: '/' })),
      ...inList(one.binds).map((Source) => ({ Type: 'bind', Source, Destination: '/' })),
    ],
  };
}

function inList(text: string): string[] {
  return text.split(',').filter((one) => one !== '');
}

function resource({ name = '', id = name, project, createdAt, device }: z.infer<typeof row>): object {
  return {
    Id: id,
    Name: name,
    CreatedAt: createdAt,
    Driver: '',
    Options: device === undefined ? null : { type: 'none', o: 'bind', device },
    Internal: false,
    EnableIPv6: false,
    Labels: { [PROJECT]: project },
  };
}
