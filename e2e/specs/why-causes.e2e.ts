import { once } from 'node:events';
import { chmod, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import * as z from 'zod';
import { E2E } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { fakeOp } from '../src/stage/fake-op.ts';
import { git } from '../src/stage/git.ts';
import { mountsMissing } from '../src/stage/mounts-missing.ts';
import { smallKtrdr } from '../src/stage/small-ktrdr.ts';
import { startRegistry } from '../src/stage/start-registry.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { wherePossible } from '../src/stage/where-possible.ts';

// More of what may be wrong with an instance, each made to happen as a person would.

let stage: Stage;
let sandbox: string;
const ID = 'ktrdr--causes';

const causes = z.array(
  z.object({ code: z.string(), service: z.nullable(z.string()), summary: z.string(), fix: z.nullable(z.string()) }),
);

beforeAll(async () => {
  stage = await setStage('causes');
  const clone = await stage.clone('ktrdr');
  assertOk(await stage.ktrdr('sandbox create causes', { cwd: clone }));
  sandbox = join(stage.directory, ID);
});
afterAll(async () => await stage.strike());

const up = async (args = '--no-secrets', env: Record<string, string> = {}) =>
  await stage.ktrdr(`up ${ID} ${args}`.trim(), { cwd: stage.directory, env });

async function why(env: Record<string, string> = {}): Promise<z.infer<typeof causes>> {
  const { stdout } = await stage.ktrdr(`why ${ID} --json`, { cwd: stage.directory, env });
  return z.object({ causes }).parse(JSON.parse(stdout)).causes;
}

const own = (): string => join(sandbox, 'docker-compose.sandbox.yml');
const idle = (different: object = {}): object => ({
  image: stage.appImage,
  command: ['sleep', 'infinity'],
  init: true,
  ...different,
});
const write = async (services: Record<string, object>): Promise<void> =>
  await writeFile(own(), JSON.stringify({ services }));

/** Compose itself, as somebody types it. */
const compose = async (...args: string[]) =>
  await execa('docker', ['compose', '-p', ID, '-f', own(), ...args], { cwd: sandbox });

const at = async (line: string, env: Record<string, string> = {}) =>
  await stage.ktrdr(line, { cwd: stage.directory, env });

/** What mends something, as it is printed. */
async function runPrinted(fix: string | null | undefined, env?: Record<string, string>): Promise<void> {
  const lines = z.string().parse(fix).split('\n');
  for (const line of lines) {
    const [, program = '', args = ''] = /(?:^|: )(docker|ktrdr) (.*)$/.exec(line) ?? [];
    if (program === 'ktrdr') assertOk(await at(args, env));
    else await execa(program, args.split(' '), { cwd: stage.directory });
  }
}

/** A file that plain Compose finds, in the manner of KTRDR's own: the ports of everybody are its defaults. */
async function writePlain(directory: string): Promise<void> {
  const password = '${DB_PASSWORD:-localdev}';
  const db = {
    image: stage.images['KTRDR_DB_IMAGE'],
    environment: { POSTGRES_USER: 'ktrdr', POSTGRES_DB: 'ktrdr', POSTGRES_PASSWORD: password },
    ports: ['${KTRDR_DB_PORT:-5432}:5432'],
    volumes: ['data:/var/lib/postgresql/data'],
  };
  const { backend, ...workers } = smallKtrdr(stage.appImage, {
    backend: { DB_HOST: 'db', DB_USER: 'ktrdr', DB_NAME: 'ktrdr', DB_PASSWORD: password },
    workers: { 'training-worker-1': {} },
  });
  const volumes = ['alembic', 'alembic.ini', 'ktrdr'].map((name) => `./${name}:/app/${name}`);
  const services = { db, backend: { ...backend, volumes }, ...workers };
  await writeFile(join(directory, 'docker-compose.yml'), JSON.stringify({ services, volumes: { data: {} } }));
}

/** As somebody types it who stands there: the project is called as the directory is. */
const plainUp = async (directory: string) => await execa('docker', ['compose', 'up', '-d'], { cwd: directory });

const inWeb = async (command: string): Promise<string> =>
  (await execa('docker', ['exec', `${ID}-web-1`, 'sh', '-c', command])).stdout;
const shared = (): string => join(stage.home, 'shared', 'data');
const settings = (): string => join(sandbox, 'settings.ini');
/** As git does it. */
const replaceSettings = async (text: string): Promise<void> => {
  await writeFile(join(sandbox, 'new'), text);
  await rename(join(sandbox, 'new'), settings());
};

async function clear(): Promise<void> {
  await stage.ktrdr(`down ${ID} --volumes --yes`, { cwd: stage.directory });
  await git(sandbox, 'clean', '-fdq', '--exclude', '.env.sandbox');
  await git(sandbox, 'checkout', '-q', '.');
}

describe('why the last start was refused', () => {
  test('secrets that cannot be had; nobody is asked for them again', async () => {
    const op = await fakeOp(stage.directory, { items: [] });
    expect((await up('', op.env)).exitCode).toBe(4);
    const asked = await op.calls();
    expect(asked).not.toEqual([]);
    expect(await why(op.env)).toMatchObject([{ code: 'SECRET_MISSING', service: null }]);
    expect(await op.calls()).toEqual(asked);
    const status = await at(`status ${ID}`);
    expect(status.stdout.trim().split('\n').at(-1)).toMatch(/^Something is wrong: SECRET_MISSING\. To see why/);
    expect((await at('doctor')).stdout).toMatch(/Its last start, at \S+, failed/);
  });

  test('an image that nobody can pull', async () => {
    await write({ web: { image: 'nowhere.invalid/none:1' } });
    expect((await up()).exitCode).toBe(1);
    const found = await why();
    expect(found).toMatchObject([{ code: 'IMAGE_MISSING', service: null }]);
    expect(found[0]?.summary).toContain('nowhere.invalid/none:1');
    await clear();
  });

  test('an image that its registry has for other processors only', async () => {
    const registry = await startRegistry({ platform: { os: 'linux', architecture: 's390x' } });
    try {
      await write({ web: { image: `${registry.address}/none:1` } });
      const failed = await up();
      expect(failed.exitCode).toBe(1);
      expect(failed.stderr).toMatch(/none:1 is for other processors only[^]*no matching manifest for linux/);
    } finally {
      await registry.close();
    }
    expect(await why()).toMatchObject([
      { code: 'IMAGE_PLATFORM', service: null, fix: expect.stringContaining('for this processor') },
    ]);
    expect((await at(`status ${ID}`)).stdout).toMatch(/^Something is wrong: IMAGE_PLATFORM\. /m);
    expect((await at('doctor')).stdout).toMatch(/Its last start, at \S+, failed: .*for other processors only/);
    await clear();
  });

  test('a database that was made without secrets', async () => {
    const db = {
      image: stage.images['KTRDR_DB_IMAGE'],
      environment: { POSTGRES_PASSWORD: '${DB_PASSWORD:-localdev}' },
      volumes: ['data:/var/lib/postgresql/data'],
    };
    await writeFile(own(), JSON.stringify({ services: { db }, volumes: { data: {} } }));
    assertOk(await up());
    assertOk(await stage.ktrdr(`down ${ID}`, { cwd: stage.directory }));
    const fields = { db_password: 'canary of another password' };
    const op = await fakeOp(stage.directory, { items: [{ title: 'ktrdr-sandbox-dev', fields }] });
    expect((await up('', op.env)).exitCode).toBe(1);
    const found = await why();
    expect(found).toMatchObject([
      { code: 'SECRET_CHANGED', service: null, fix: expect.stringContaining(`ktrdr up ${ID} --no-secrets`) },
    ]);
    expect(JSON.stringify(found)).not.toContain('canary');
    await clear();
  });

  // No such Engine is to be had: this answers as one of Docker 20.10 does, which speaks an older API.
  test('an Engine that is too old, at that time and now', async () => {
    const socket = join(stage.directory, 'old.sock');
    const version = { Version: '20.10.24', ApiVersion: '1.41', MinAPIVersion: '1.12', Os: 'linux', Arch: 'amd64' };
    const engine = createServer((_, response) =>
      response
        .writeHead(200, { 'Api-Version': '1.41', 'Content-Type': 'application/json' })
        .end(JSON.stringify(version)),
    ).listen(socket);
    await once(engine, 'listening');
    const env = { DOCKER_HOST: `unix://${socket}` };
    try {
      await write({ web: idle() });
      expect((await up('--no-secrets', env)).exitCode).toBe(1);
      expect(await why(env)).toMatchObject([
        { code: 'ENGINE_TOO_OLD', service: null, summary: expect.stringMatching(/version 1\.41 of its API/) },
      ]);
    } finally {
      engine.close();
    }
    expect(await why()).toMatchObject([{ code: 'ENGINE_TOO_OLD', fix: expect.stringContaining('Update Docker') }]);
    await clear();
  });

  test('no addresses for another network', async () => {
    const made: string[] = [];
    try {
      for (let full = false; !full && made.length < 64;) {
        const name = `causes-${made.length}`;
        ({ failed: full } = await execa('docker', ['network', 'create', name], { reject: false }));
        if (!full) made.push(name);
      }
      await write({ web: idle() });
      const failed = await up();
      expect(failed.exitCode).toBe(2);
      expect(failed.stderr).toMatch(/\(ADDRESS_POOLS\)/);
      expect(await why()).toMatchObject([
        { code: 'ADDRESS_POOLS', fix: expect.stringContaining('Stop instances that you do not need: ktrdr list') },
      ]);
    } finally {
      await execa('docker', ['network', 'rm', ...made]);
    }
    await clear();
  });
});

describe('what was done to one that runs', () => {
  afterEach(clear);

  test('a container of a service that the file has lost', async () => {
    await write({ web: idle(), old: idle() });
    assertOk(await up());
    await write({ web: idle() });
    expect(await why()).toMatchObject([
      { code: 'ORPHAN', service: 'old', fix: `If nobody needs it: docker rm -f ${ID}-old-1` },
    ]);
    // It is only remarked, and what removes it is told.
    const status = assertOk(await at(`status ${ID} --check`));
    expect(status.stdout.trim().split('\n').at(-1)).toMatch(/^If nobody needs .*: docker rm -f \S+-old-1$/);
    expect((await at('doctor')).stdout).toMatch(/some containers are left over: old/);
    assertOk(await at(`wait ${ID} --timeout 0`));
    // Nothing runs, and the next start is refused: that is to be mended, too, and after what may be in its way.
    await execa('docker', ['stop', '--time', '0', `${ID}-web-1`, `${ID}-old-1`]);
    await write({ web: { image: 'nowhere.invalid/none:1' } });
    expect((await up()).exitCode).toBe(1);
    const last = (await at(`status ${ID}`)).stdout.trim().split('\n').at(-1);
    expect(last).toMatch(
      new RegExp(`^Something is wrong: .*IMAGE_MISSING.*: docker rm -f ${ID}-old-1\\. To fix it: ktrdr up ${ID}`),
    );
    expect((await at('doctor')).stdout).toMatch(
      new RegExp(`: docker rm -f ${ID}-old-1\\n[^]*To fix it:\\n? +ktrdr up ${ID}`),
    );
  });

  test('one that was started by hand, as plain Compose does it', async () => {
    await writePlain(sandbox);
    assertOk(await up());
    assertOk(await at(`down ${ID}`));
    await plainUp(sandbox);

    const found = await why();
    expect(found.map(({ code, service }) => `${code} ${service}`).toSorted()).toEqual([
      'STARTED_OTHERWISE backend',
      'STARTED_OTHERWISE db',
      'STARTED_OTHERWISE training-worker-1',
    ]);
    const ofBackend = found.find(({ service }) => service === 'backend');
    expect(ofBackend?.summary).toMatch(
      /^publishes 8000 instead of the 8001 of the Compose file: it was started without up/,
    );
    const status = await at(`status ${ID} --check`);
    expect(status.exitCode).toBe(2);
    expect(status.stdout).toMatch(/^ {2}db .*✗ publishes 5432 instead of .* \(STARTED_OTHERWISE\)$/m);
    expect((await at('doctor')).stdout).toMatch(/backend publishes 8000.*\(STARTED_OTHERWISE\)/);
    expect((await at(`wait ${ID} --timeout 0`)).exitCode).toBe(2);

    await runPrinted(found[0]?.fix);
    expect(await why()).toEqual([]);
    assertOk(await at(`status ${ID} --check`));
  });

  test('one that was started by hand in a directory of another name: another project, with its ports', async () => {
    const clone = join(stage.directory, 'ktrdr');
    assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
    await writePlain(clone);
    try {
      await plainUp(clone);
      const whyNot = async () =>
        z.object({ causes }).parse(JSON.parse((await at('why local-prod --json')).stdout)).causes;
      const found = await whyNot();
      expect(found).toHaveLength(3);
      expect(found).toContainEqual({
        code: 'PORT_TAKEN',
        service: 'backend',
        summary:
          'cannot have port 8000: it is held by container ktrdr-backend-1 of Compose project ktrdr, started by hand in its directory',
        fix: 'Stop what was started by hand, which keeps its volumes: docker compose -p ktrdr down\nThen: ktrdr up ktrdr-prod',
      });
      const fields = { db_password: 'of the item', jwt_secret: 'of the item: long enough to sign with' };
      const op = await fakeOp(stage.directory, { items: [{ title: 'ktrdr-local-prod', fields }] });
      const refused = await at('up local-prod', op.env);
      expect(refused.exitCode).toBe(3);
      expect(refused.stderr).toMatch(/: docker compose -p ktrdr down\n\s*Then run the command again\./);
      await runPrinted(found[0]?.fix, op.env);
      expect(await whyNot()).toEqual([]);
    } finally {
      await at('local-prod destroy --force');
      await execa('docker', ['compose', 'down', '--volumes'], { cwd: clone });
      await git(clone, 'clean', '-fdq');
    }
  });
});

test('by hand: one that is made and not started, one that cannot be, and one that takes its time', async () => {
  await write({
    made: idle(),
    typo: { image: stage.appImage, command: ['sevrer'], restart: 'no' },
    slow: idle({ healthcheck: { test: ['CMD-SHELL', 'echo not yet; exit 1'], interval: '1s', retries: 1_000 } }),
  });
  await compose('create');
  await compose('start', 'slow');
  const typo = compose('start', 'typo');
  await expect(typo).rejects.toMatchObject({ stderr: expect.stringContaining('sevrer') });
  for (;;) {
    const slow = (await stage.docker.containers(ID)).find(({ service }) => service === 'slow');
    if (slow?.health?.lastProbe !== undefined) break;
    await sleep(200);
  }
  const found = await why();
  expect(found).toHaveLength(3);
  expect(found).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        code: 'CONTAINER_NOT_STARTED',
        service: 'made',
        summary: 'was created but never started',
      }),
      expect.objectContaining({
        code: 'CONTAINER_NOT_STARTED',
        service: 'typo',
        summary: expect.stringMatching(/^could not start: .*"sevrer": executable file not found/),
      }),
      expect.objectContaining({ code: 'STARTING', service: 'slow', summary: 'is not healthy yet: not yet' }),
    ]),
  );
  await clear();
});

test('what a container writes that is no text: nothing of it reaches a terminal as it is', async () => {
  // Clears the screen and renames the window, in one byte and in two characters; a NUL, and a byte that is no UTF-8.
  const binary = String.raw`\033[2J\033]0;renamed\007\302\2332J\302\2350;renamed\302\234\000\377 the end\n`;
  const says = `printf '${binary}'`;
  await write({
    web: { image: stage.appImage, command: ['sh', '-c', `${says}; exit 3`], restart: 'no' },
    sick: idle({ healthcheck: { test: ['CMD-SHELL', `${says}; exit 1`], interval: '1s', retries: 1 } }),
  });
  await compose('up', '-d');
  while ((await stage.docker.containers(ID)).every(({ health }) => health?.status !== 'unhealthy')) await sleep(200);
  const told = [
    await at(`why ${ID}`),
    await at(`why ${ID} --json`),
    await at(`status ${ID}`),
    await at(`status ${ID} --json`),
    await at(`logs --instance ${ID}`),
    await at(`logs --instance ${ID} --json`),
    await at(`records ${ID}`),
    await at(`report ${ID}`),
  ];
  for (const { output } of told) expect(output.replaceAll(/[\n\t]/g, '')).not.toMatch(/\p{Cc}/u);
  expect(told[0]?.stdout).toMatch(/its last log lines:\n +\S* the end$/m);
  expect(told[0]?.stdout).toMatch(/sick is unhealthy: \S* the end \(PROBE_FAILS\)$/m);
  expect(told[1]?.stdout).toContain(String.raw`\u001b[2J\u001b]0;renamed`);
  const { records } = z
    .object({ records: z.array(z.object({ file: z.string() })) })
    .parse(JSON.parse((await at(`records ${ID} --json`)).stdout));
  const record = await readFile(records[0]?.file ?? '', 'utf8');
  expect(record.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  expect(JSON.stringify(JSON.parse(record))).toContain('the end');
  await clear();
});

const envFile = (): string => join(sandbox, '.env.sandbox');
/** Whoever judges it says so; `ready` it is all the same. */
const toldBy = async (code: string): Promise<void> => {
  const status = assertOk(await at(`status ${ID} --check`));
  expect(status.stdout.trim().split('\n').at(-1)).toMatch(
    new RegExp(`^Something is wrong: ${code}\\. .*ktrdr why ${ID}`),
  );
  expect((await at('doctor')).stdout).toContain(
    code === 'ENV_FILE' ? '.env.sandbox, line' : 'The next start will be refused',
  );
  assertOk(await at(`wait ${ID} --timeout 0`));
};

describe('what refuses the next start of one that runs', () => {
  test('a line of .env.sandbox that is none', async () => {
    await write({ web: idle() });
    assertOk(await up());
    const text = await readFile(envFile(), 'utf8');
    const line = text.split('\n').length;
    await writeFile(envFile(), `${text}KEY="no end\n`);
    const broken = {
      code: 'ENV_FILE',
      service: null,
      summary: expect.stringContaining(`.env.sandbox, line ${line}: `),
      fix: expect.stringMatching(/^Correct that line\. A line is KEY=value/),
    };
    expect(await why()).toMatchObject([broken]);
    await toldBy('ENV_FILE');
    expect((await up()).exitCode).toBe(1);
    expect(await why()).toMatchObject([broken]);
    await writeFile(envFile(), text);
    expect(await why()).toEqual([]);
  });

  test('a Compose file that is no YAML, one that Compose alone refuses, and one that nobody may read', async () => {
    await write({ web: idle() });
    assertOk(await up());
    const text = await readFile(own(), 'utf8');
    await writeFile(own(), 'services:\n  web: [\n');
    expect(await why()).toMatchObject([
      {
        code: 'COMPOSE_FILE',
        service: null,
        summary: expect.stringMatching(/docker-compose\.sandbox\.yml, line \d: /),
      },
    ]);
    await toldBy('COMPOSE_FILE');

    await write({ web: idle({ imagine: 'that' }) });
    expect(await why()).toEqual([]);
    expect((await up()).exitCode).toBe(1);
    expect(await why()).toMatchObject([{ code: 'COMPOSE_FILE', fix: expect.stringContaining('Correct the file') }]);
    await writeFile(own(), text);
    expect(await why()).toEqual([]);

    await rm(own());
    await mkdir(own());
    expect(await why()).toMatchObject([
      { code: 'COMPOSE_FILE', summary: expect.stringContaining(`Cannot read ${own()}`) },
    ]);
    await rm(own(), { recursive: true });
    await writeFile(own(), text);
    assertOk(await up());
    await clear();
  });

  test('a slot that there is not', async () => {
    const registry = join(stage.home, 'sandbox', 'instances.json');
    const text = await readFile(registry, 'utf8');
    await writeFile(registry, text.replace(/"slot": *\d+/, '"slot": 42'));
    const fix = expect.stringContaining(`ktrdr sandbox destroy --name ${ID}`);
    expect(await why()).toMatchObject([
      { code: 'SLOT_OUT_OF_RANGE', summary: 'It has slot 42 in the registry, but slots are 0 to 10', fix },
    ]);
    expect((await at(`status ${ID}`)).stdout).toMatch(/^Something is wrong: SLOT_OUT_OF_RANGE\. To see why/m);
    const refused = await up();
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(
      /^Error: ktrdr--causes has slot 42 in the registry[^]*Destroy it, and create it again: /m,
    );
    await writeFile(registry, text);
  });

  test('a registry that nobody can read: what is wrong with the instance is not known then', async () => {
    const registry = join(stage.home, 'sandbox', 'instances.json');
    const text = await readFile(registry, 'utf8');
    const half = text.slice(0, -20);
    await writeFile(registry, half);
    const refused = await at(`why ${ID} --json`);
    expect(refused.exitCode).toBe(5);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'REGISTRY_UNREADABLE' } });
    expect(await readFile(registry, 'utf8')).toBe(half);
    await writeFile(registry, text);
  });
});

describe('what was replaced under one that runs', () => {
  beforeAll(async () => {
    await writeFile(settings(), 'one branch');
    await write({ web: idle({ volumes: [`${shared()}:/data`, './settings.ini:/settings.ini:ro'] }), other: idle() });
    assertOk(await up());
  });
  afterAll(clear);

  test('shared data: whoever fills it names the instance, and everything that judges it says so', async () => {
    expect(await why()).toEqual([]);
    const source = join(stage.directory, 'with-data');
    await mkdir(join(source, 'data'), { recursive: true });
    await writeFile(join(source, 'data', 'prices'), 'new');
    const filled = assertOk(await at(`sandbox init-shared --from ${source} --yes`));
    expect(filled.output).toMatch(
      new RegExp(`Still running with the replaced data: ${ID}\\..* To give them the new data: ktrdr up ${ID}$`, 'm'),
    );
    // What the product is there for.
    expect(await inWeb('ls /data')).toBe('');

    expect(await why()).toMatchObject([
      {
        code: 'MOUNT_REPLACED',
        service: 'web',
        summary: `still mounts the old ${shared()}, replaced since its container was created`,
        fix: `ktrdr up ${ID}`,
      },
    ]);
    const status = await at(`status ${ID} --check`);
    expect(status.exitCode).toBe(2);
    expect(status.stdout).toMatch(/^ {2}web .*✗ still mounts the old .* \(MOUNT_REPLACED\)$/m);
    expect(status.stdout).toMatch(/^ {2}other .*(?<!✗.*)$/m);
    expect(status.stdout.trim().split('\n').at(-1)).toMatch(/^Something is wrong: web MOUNT_REPLACED\..*ktrdr up/);
    const waited = await at(`wait ${ID} --timeout 0`);
    expect(waited.exitCode).toBe(2);
    expect(waited.stdout).toMatch(/\(MOUNT_REPLACED\)/);
    expect((await at('doctor')).stdout).toMatch(/web still mounts the old .* \(MOUNT_REPLACED\)/);

    assertOk(await up());
    expect(await inWeb('cat /data/prices')).toBe('new');
    expect(await why()).toEqual([]);
    assertOk(await at(`status ${ID} --check`));
    assertOk(await at(`wait ${ID} --timeout 0`));
  });

  test('a file of the checkout, until the container is made anew or restarted', async () => {
    await replaceSettings('another branch');
    expect(await inWeb('cat /settings.ini')).toBe('one branch');
    expect(await why()).toMatchObject([
      { code: 'MOUNT_REPLACED', service: 'web', summary: expect.stringMatching(/ the old settings\.ini,/) },
    ]);
    await execa('docker', ['restart', '-t', '0', `${ID}-web-1`]);
    expect(await inWeb('cat /settings.ini')).toBe('another branch');
    expect(await why()).toEqual([]);
    await rm(settings());
    expect(await why()).toMatchObject([{ code: 'MOUNT_MISSING', service: 'web' }]);
    expect((await at(`status ${ID} --check`)).exitCode).toBe(2);
    await writeFile(settings(), 'a third');
    expect(await why()).toMatchObject([{ code: 'MOUNT_REPLACED', service: 'web' }]);
    assertOk(await up());
    expect(await why()).toEqual([]);
  });
});

describe('what is wrong around it', () => {
  test('containers of another directory', async () => {
    await write({ web: idle() });
    const elsewhere = join(stage.directory, 'elsewhere');
    await mkdir(elsewhere);
    await cp(own(), join(elsewhere, 'compose.yml'));
    const by = async (...args: string[]) => await execa('docker', ['compose', '-p', ID, ...args], { cwd: elsewhere });
    await by('up', '-d');
    expect(await why()).toMatchObject([
      {
        code: 'FOREIGN_CONTAINERS',
        service: null,
        summary: expect.stringContaining(elsewhere),
        fix: expect.stringContaining(`docker stop ${ID}-web-1`),
      },
    ]);
    await by('down');
    await clear();
  });

  // Clocks of one machine do not differ: the command's own is put ahead, as that of a machine whose virtual machine has slept.
  test('an Engine whose clock is behind', async () => {
    const module = pathToFileURL(join(E2E, 'src', 'stage', 'other-clock.mjs')).href;
    const env = { NODE_OPTIONS: `--import ${module}`, KTRDR_TEST_CLOCK_AHEAD_MS: '90000' };
    expect(await why(env)).toContainEqual(
      expect.objectContaining({
        code: 'CLOCK_SKEW',
        service: null,
        summary: expect.stringMatching(/^The Engine's clock is (?:89|9\d) s behind/),
      }),
    );
  });

  wherePossible(test, mountsMissing())('a full disk', async () => {
    const full = join(stage.directory, 'full');
    await mkdir(full);
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', full]);
    try {
      await cp(stage.home, full, { recursive: true });
      const { stdout } = await stage.ktrdr(`why ${ID} --json`, { cwd: stage.directory, home: full });
      expect(z.object({ causes }).parse(JSON.parse(stdout)).causes[0]).toMatchObject({
        code: 'DISK_FULL',
        service: null,
        summary: expect.stringContaining(full),
      });
    } finally {
      await execa('umount', [full]);
      await rm(full, { recursive: true, force: true });
    }
  });

  // Its program alone is of another processor: what the header of the file says is what the kernel looks at.
  test.each([true, false])('an image for another processor, with an init process: %s', async (init) => {
    const header = Buffer.alloc(64);
    header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
    header.set([2, 0, process.arch === 'arm64' ? 0x3e : 0xb7], 16);
    await writeFile(join(sandbox, 'program'), header);
    await chmod(join(sandbox, 'program'), 0o755);
    await write({ web: idle({ command: ['/program'], init, restart: 'no', volumes: ['./program:/program'] }) });
    expect((await up('--no-secrets --timeout 10')).exitCode).toBe(2);
    expect((await why())[0]).toMatchObject({
      code: 'IMAGE_PLATFORM',
      service: 'web',
      fix: expect.stringContaining(`ktrdr up ${ID} --build`),
    });
    await clear();
  });
});
