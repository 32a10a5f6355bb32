import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { E2E, WORKSPACE } from '../places.ts';

/** A package registry of our own on the loopback, for as long as a test takes. */
export interface LocalRegistry {
  readonly url: string;
  /** What npm needs to know to publish there and to install from there: the contents of an `.npmrc`. */
  readonly npmrc: string;
  stop(): Promise<void>;
}

const START_WITHIN_MS = 60_000;

/**
 * Starts a registry that takes our packages from anybody and has all others from the one that npm is configured with.
 *
 * @param directory where it keeps what is published
 */
export async function startLocalRegistry(directory: string): Promise<LocalRegistry> {
  const [upstream, authorities] = await Promise.all([npmConfig('registry'), npmConfig('cafile')]);
  const host = `127.0.0.1:${await freePort()}`;
  const url = `http://${host}/`;
  const config = {
    storage: join(directory, 'storage'),
    auth: { htpasswd: { file: join(directory, 'htpasswd'), max_users: -1 } },
    uplinks: { configured: { url: upstream } },
    packages: {
      // Nothing of ours that is published already can get in the way.
      '@ktrdr/*': { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'configured' },
    },
    web: { enable: false },
    log: { type: 'stdout', format: 'pretty', level: 'warn' },
  };
  await mkdir(directory, { recursive: true });
  // JSON is YAML.
  const file = join(directory, 'verdaccio.yaml');
  await writeFile(file, JSON.stringify(config));

  const bin = join(E2E, 'node_modules', 'verdaccio', 'bin', 'verdaccio');
  const server = execa(process.execPath, [bin, '--config', file, '--listen', host], {
    all: true,
    reject: false,
    // npm trusts those by its configuration; every other program has to be told.
    ...(authorities === 'null' ? {} : { env: { NODE_EXTRA_CA_CERTS: authorities } }),
  });
  const stop = async (): Promise<void> => {
    server.kill();
    await server;
  };
  let ended: string | undefined;
  const watching = (async () => (ended = (await server).all))();
  const deadline = performance.now() + START_WITHIN_MS;
  while (!(await answers(url))) {
    if (ended !== undefined) throw new Error(`the registry ended:\n${ended}`);
    if (performance.now() > deadline) {
      await stop();
      throw new Error(`the registry does not answer:\n${await watching}`);
    }
    await sleep(100);
  }
  // Anybody may publish, but npm refuses to without a token.
  return { url, npmrc: `registry=${url}\n//${host}/:_authToken=anybody\nupdate-notifier=false\n`, stop };
}

async function npmConfig(name: string): Promise<string> {
  return (await execa('npm', ['config', 'get', name], { cwd: WORKSPACE })).stdout.trim();
}

async function answers(url: string): Promise<boolean> {
  return await fetch(new URL('-/ping', url)).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}
