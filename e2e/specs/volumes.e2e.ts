import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assertOk } from '../src/stage/assert-ok.ts';
import { writeSmallStack } from '../src/stage/small-stack.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// A volume tells the name of its Compose project, and nothing of whose that is: two registries on one Engine have sandboxes of one name.

const ID = 'ktrdr--shop';
const VOLUME = `${ID}_data`;

let stage: Stage;
let mine: string;
let theirs: string;

beforeAll(async () => {
  stage = await setStage('volumes');
  mine = await stage.clone('mine/shop');
  theirs = await stage.clone('theirs/shop');
  for (const clone of [mine, theirs]) await writeSmallStack(clone, stage.appImage);
});
afterAll(async () => {
  await stage.strike();
  await stage.docker.command(['volume', 'rm', '--force', VOLUME]);
});

const here = async (args: string) => await stage.ktrdr(`sandbox ${args}`, { cwd: mine });
const there = async (args: string) =>
  await stage.ktrdr(`sandbox ${args}`, { cwd: theirs, env: { KTRDR_HOME: join(stage.directory, 'their home') } });
const volumes = async (): Promise<string[]> => (await stage.docker.volumes(ID)).map(({ name }) => name);

test('what the sandbox of another registry has left is neither used nor removed', async () => {
  assertOk(await here('init'));
  assertOk(await there('init'));
  assertOk(await there('up --no-secrets'));
  assertOk(await there('down'));
  // It cannot become ready with them, which is told apart from a refusal to remove.
  for (const [args, exitCode] of [
    ['down -v --yes', 1],
    ['destroy --yes', 1],
    ['destroy --force', 1],
    ['up --no-secrets', 2],
  ] as const) {
    const result = await here(args);
    expect(result.output).toMatch(/Nothing shows that these volumes belong to this ktrdr--shop: ktrdr--shop_data/);
    expect(result.output).toContain(`docker volume rm ${VOLUME}`);
    expect(result.exitCode).toBe(exitCode);
    expect(await volumes()).toEqual([VOLUME]);
  }
  const destroyed = assertOk(await here('destroy --yes --keep-volumes'));
  expect(destroyed.output).toMatch(/Volumes that stay: ktrdr--shop_data/);
  expect(await volumes()).toEqual([VOLUME]);
});

test('down --volumes names what goes, and takes what it made', async () => {
  const unasked = await there('down -v');
  expect(unasked.output).toMatch(/ktrdr--shop_data/);
  expect(unasked.exitCode).toBe(1);
  const result = assertOk(await there('down -v --yes'));
  expect(result.output).toMatch(/its volumes are gone: ktrdr--shop_data/);
  expect(await volumes()).toEqual([]);
});

test('a volume that the Compose file describes otherwise by now stays, and that is said where Compose asks', async () => {
  assertOk(await there('up --no-secrets'));
  const made = await stage.docker.volumesNamed([VOLUME]);
  const file = join(theirs, 'docker-compose.sandbox.yml');
  const before = await readFile(file, 'utf8');
  const changed = JSON.parse(before);
  changed.volumes.data = { labels: { described: 'otherwise' } };
  await writeFile(file, JSON.stringify(changed));
  const { output } = assertOk(await there('up --no-secrets'));
  expect(output).not.toMatch(/Recreate|data will be lost/);
  // Compose asks since 2.33.
  const [, minor] = /^2\.(\d+)/.exec((await stage.docker.versions()).compose) ?? [];
  if (Number(minor) >= 33) expect(output).toMatch(/describes volume ktrdr--shop_data otherwise.*It stays as it is/);
  expect(await stage.docker.volumesNamed([VOLUME])).toEqual(made);
  await writeFile(file, before);
  assertOk(await there('down -v --yes'));
});

test('a volume without a name stays where volumes are kept, and goes with them otherwise', async () => {
  const store = { image: stage.appImage, command: ['sleep', 'infinity'], init: true, volumes: ['/data'] };
  await writeFile(join(mine, 'docker-compose.sandbox.yml'), JSON.stringify({ services: { store } }));
  const found: string[] = [];
  for (const destroy of ['destroy --yes --keep-volumes', 'destroy --yes']) {
    assertOk(await here('init'));
    assertOk(await here('up --no-secrets'));
    const name = await stage.docker.command(['inspect', '--format', '{{(index .Mounts 0).Name}}', `${ID}-store-1`]);
    found.push(name.stdout.trim());
    // What mounts it goes first: it is still the sandbox's.
    assertOk(await here('down'));
    expect(assertOk(await here(destroy)).output).toContain(found.at(-1));
  }
  expect((await stage.docker.volumesNamed(found)).map(({ name }) => name)).toEqual(found.slice(0, 1));
  await stage.docker.command(['volume', 'rm', ...found.slice(0, 1)]);
});

test('what another registry makes after a start that was killed is neither used nor removed', async () => {
  const bin = join(stage.directory, 'bin');
  await mkdir(bin);
  // Kills the command before Compose makes anything.
  const script =
    '#!/bin/sh\ncase "$*" in compose*" up "*) exec kill -9 $PPID ;; esac\nPATH="${PATH#*:}" exec docker "$@"\n';
  await writeFile(join(bin, 'docker'), script, { mode: 0o755 });
  const inVolume = async (command: string): Promise<string> =>
    (await stage.docker.command(['exec', `${ID}-store-1`, 'sh', '-c', command])).stdout;
  await writeSmallStack(mine, stage.appImage);
  assertOk(await here('init'));
  const env = { PATH: `${bin}:${stage.environment()['PATH'] ?? ''}` };
  const killed = await stage.ktrdr('sandbox up --no-secrets', { cwd: mine, env });
  // A refusal would end with a number.
  expect(killed.exitCode).toBeUndefined();
  // As long as they are empty they may be its own, which is asked anew each time.
  assertOk(await there('up --no-secrets'));
  assertOk(await there('down'));
  assertOk(await here('down'));
  assertOk(await there('up --no-secrets'));
  await inVolume('echo theirs >/data/precious');
  assertOk(await there('down'));
  for (const args of ['down -v --yes', 'destroy --yes', 'up --no-secrets']) {
    const result = await here(args);
    expect(result.output).toMatch(/Nothing shows that these volumes belong to this ktrdr--shop: ktrdr--shop_data/);
    expect(await volumes()).toEqual([VOLUME]);
  }
  assertOk(await there('up --no-secrets'));
  expect(await inVolume('cat /data/precious')).toBe('theirs\n');
  assertOk(await there('down -v --yes'));
  assertOk(await here('destroy --yes'));
});

test('volumes of another registry that were taken over go with --force alone, and stay with --keep-volumes', async () => {
  const inVolume = async (command: string): Promise<string> =>
    (await stage.docker.command(['exec', `${ID}-store-1`, 'sh', '-c', command])).stdout;
  await writeSmallStack(mine, stage.appImage);
  assertOk(await there('up --no-secrets'));
  await inVolume('echo theirs >/data/precious');
  assertOk(await there('down'));
  const refusal = /ktrdr--shop has taken over volumes that existed before it: ktrdr--shop_data/;
  const takeOver = async (...ways: string[]): Promise<void> => {
    for (const way of ways) assertOk(await here(way));
    assertOk(await here('down'));
    for (const args of ['down -v --yes', 'destroy --yes', 'destroy --yes --discard-ignored']) {
      const refused = await here(args);
      expect(refused.output).toMatch(refusal);
      expect(refused.exitCode).toBe(1);
      expect(await volumes()).toEqual([VOLUME]);
    }
    expect(assertOk(await here('destroy --dry-run')).output).toMatch(/taken over .*: ktrdr--shop_data/);
  };
  await takeOver('init --keep-volumes', 'up --no-secrets');
  const kept = assertOk(await here('destroy --yes --keep-volumes'));
  expect(kept.output).toContain('Volumes that stay: ktrdr--shop_data (not created for it)');
  expect(kept.output).not.toContain('docker volume rm');
  assertOk(await there('up --no-secrets'));
  expect(await inVolume('cat /data/precious')).toBe('theirs\n');
  assertOk(await there('down'));
  await takeOver('init --keep-volumes', 'up --no-secrets');
  const gone = assertOk(await here('down -v --force'));
  expect(gone.output).toMatch(/its volumes are gone: ktrdr--shop_data/);
  // What it makes itself is no question.
  assertOk(await here('up --no-secrets'));
  assertOk(await here('destroy --yes'));
  expect(await volumes()).toEqual([]);
});

test('a start that takes over volumes of another registry remembers it', async () => {
  assertOk(await here('init'));
  assertOk(await there('up --no-secrets'));
  assertOk(await there('down'));
  assertOk(await here('up --no-secrets --keep-volumes'));
  const refused = await here('destroy --yes');
  expect(refused.output).toMatch(/has taken over volumes.*ktrdr--shop_data/);
  expect(await volumes()).toEqual([VOLUME]);
  assertOk(await here('destroy --force'));
  expect(await volumes()).toEqual([]);
});

test('what a Compose command by hand has mounted is taken over, and what the file names is not its own', async () => {
  const inVolume = async (command: string): Promise<string> =>
    (await stage.docker.command(['exec', `${ID}-store-1`, 'sh', '-c', command])).stdout;
  const compose = async (directory: string, ...files: string[]) => {
    const named = files.flatMap((name) => ['--file', name]);
    await stage.docker.command(['compose', '--project-name', ID, ...named, 'up', '--detach'], { cwd: directory });
  };
  assertOk(await here('init'));
  assertOk(await there('up --no-secrets'));
  await inVolume('echo theirs >/data/precious');
  assertOk(await there('down'));
  // Somebody's volume that the Engine has named.
  await stage.docker.command(['create', '--name', 'ktrdr-test-user', '--volume', '/data', stage.appImage, 'true']);
  const format = '{{(index .Mounts 0).Name}}';
  const nameless = (await stage.docker.command(['inspect', '--format', format, 'ktrdr-test-user'])).stdout.trim();
  await stage.docker.command(['rm', 'ktrdr-test-user']);
  const more = {
    services: { store: { volumes: ['more:/more'] } },
    volumes: { more: { external: true, name: nameless } },
  };
  await writeFile(join(mine, 'more.yml'), JSON.stringify(more));
  // A volume is as old as its second.
  await sleep(6000);
  await compose(mine, 'docker-compose.sandbox.yml', 'more.yml');
  expect(await inVolume('cat /data/precious')).toBe('theirs\n');
  const started = assertOk(
    await here('up --no-secrets --compose-file docker-compose.sandbox.yml --compose-file more.yml'),
  );
  expect(started.output).toMatch(/use volumes that existed before them.*: ktrdr--shop_data/);
  for (const args of ['down -v --yes', 'destroy --yes']) {
    const refused = await here(args);
    expect(refused.output).toMatch(/ktrdr--shop has taken over volumes that existed before it: ktrdr--shop_data/);
    expect(refused.exitCode).toBe(1);
  }
  const gone = assertOk(await here('down -v --force'));
  expect(gone.output).toMatch(/its volumes are gone: ktrdr--shop_data;/);
  expect(gone.output).toContain(`not created for it and stay: ${nameless}`);
  expect(await stage.docker.volumesNamed([nameless])).toHaveLength(1);
  await stage.docker.command(['volume', 'rm', nameless]);
  // Whose database it was is told that it is a new one.
  expect(assertOk(await there('up --no-secrets')).output).toMatch(/are gone.*created anew, empty: ktrdr--shop_data/);
  assertOk(await there('down -v --yes'));
  assertOk(await here('destroy --yes --discard-ignored'));
});

test('down --volumes that ends half way says what is gone, also in its document', async () => {
  // Nothing in it takes notice of being stopped.
  const taking = { command: ['sleep', 'infinity'], stop_grace_period: '6s' };
  const store = { image: stage.appImage, ...taking, volumes: ['data:/data', 'docs:/docs', '/scratch'] };
  await writeFile(
    join(mine, 'docker-compose.sandbox.yml'),
    JSON.stringify({ services: { store }, volumes: { data: {}, docs: {} } }),
  );
  assertOk(await here('init'));
  assertOk(await here('up --no-secrets'));
  const user = 'ktrdr-test-user';
  // That it is there is enough.
  await stage.docker.command(['create', '--name', user, '--volume', `${ID}_docs:/x`, stage.appImage, 'true']);
  try {
    // Who has it mounted is looked at before anything goes.
    for (const args of ['down -v --yes', 'destroy --yes', 'destroy --dry-run']) {
      const refused = await here(args);
      expect(refused.output).toMatch(
        /Other containers use volumes of ktrdr--shop: ktrdr--shop_docs \(container ktrdr-/,
      );
      expect(refused.output).toContain(`docker rm -f ${user}`);
      expect(refused.exitCode).toBe(1);
    }
    expect((await stage.docker.parts(ID)).containers).toMatchObject([{ state: 'running' }]);
    await stage.docker.command(['rm', '--force', user]);
    const failing = here('down -v --yes --json');
    const begun = join(stage.home, 'sandbox', 'operations', `${ID}.emptying`);
    while ((await readFile(begun, 'utf8').catch(() => '')) === '') await sleep(50);
    await stage.docker.command(['create', '--name', user, '--volume', `${ID}_docs:/x`, stage.appImage, 'true']);
    const failed = await failing;
    expect(failed.exitCode).toBe(1);
    const { error } = JSON.parse(failed.stdout);
    expect(error.message).toMatch(/remove the volumes ktrdr--shop_docs$/);
    expect(error.detail).toMatch(/ktrdr--shop_docs.*volume is in use/);
    // The one without a name, too.
    expect(error.hint).toMatch(
      /Already gone: containers ktrdr--shop-store-1; networks ktrdr--shop_default; volumes (?=.*ktrdr--shop_data)(?=.*[0-9a-f]{64}).*, with their data\.\nStill there: volumes ktrdr--shop_docs\.$/,
    );
    expect(await volumes()).toEqual([`${ID}_docs`]);
    const made = await stage.ktrdr('compose --no-secrets -- create', { cwd: mine });
    expect(made.output).toMatch(
      /A down -v of it was interrupted[^]*Finish it: ktrdr down ktrdr--shop --volumes; or use/,
    );
    expect(made.exitCode).toBe(1);
    // Not all of them are kept.
    expect(assertOk(await here('down')).output).toMatch(
      /as an interrupted down -v left them.*\(gone: .*ktrdr--shop_data.*\); to finish it: ktrdr down ktrdr--shop --volumes/,
    );
  } finally {
    await stage.docker.command(['rm', '--force', user]);
  }
  expect(assertOk(await here('down -v --yes')).output).toMatch(/its volumes are gone: ktrdr--shop_docs/);
  assertOk(await here('destroy --yes'));
});

test('nothing goes where the directory says that it is another instance, unless it is named', async () => {
  await writeSmallStack(mine, stage.appImage);
  assertOk(await here('init'));
  assertOk(await here('up --no-secrets'));
  const file = join(mine, '.env.sandbox');
  const written = await readFile(file, 'utf8');
  await writeFile(file, written.replace(`INSTANCE_ID=${ID}`, 'INSTANCE_ID=ktrdr--other'));
  for (const args of ['sandbox down -v --yes', 'down -v --yes', 'sandbox destroy --yes', 'destroy --yes']) {
    const refused = await stage.ktrdr(args, { cwd: mine });
    expect(refused.output).toMatch(/says that this directory is ktrdr--other, but it is registered as ktrdr--shop/);
    expect(refused.exitCode).toBe(1);
  }
  expect(await volumes()).toEqual([VOLUME]);
  assertOk(await stage.ktrdr(`down ${ID} -v --yes`, { cwd: mine }));
  expect(await volumes()).toEqual([]);
  await writeFile(file, written);
  assertOk(await here('destroy --yes'));
});

test('what is there when an instance is registered is taken over, also where its containers run', async () => {
  await writeSmallStack(mine, stage.appImage);
  assertOk(await here('init'));
  assertOk(await here('up --no-secrets'));
  const file = join(mine, '.env.sandbox');
  const written = await readFile(file, 'utf8');
  await rm(file);
  const env = { KTRDR_HOME: join(stage.directory, 'third home') };
  const other = async (args: string) => await stage.ktrdr(`sandbox ${args}`, { cwd: mine, env });
  assertOk(await other('init --slot 5 --keep-volumes'));
  const refused = await other('down -v --yes');
  expect(refused.output).toMatch(/has taken over volumes that existed before it: ktrdr--shop_data/);
  expect(refused.exitCode).toBe(1);
  expect(await volumes()).toEqual([VOLUME]);
  assertOk(await other('destroy --yes --keep-volumes'));
  await writeFile(file, written);
  assertOk(await here('destroy --yes'));
});

test('what a volume stands for stays, and so does a network that a stopped container of others is on', async () => {
  const directory = join(stage.directory, 'database');
  await mkdir(directory);
  await writeFile(join(directory, 'precious'), 'x');
  const store = { image: stage.appImage, command: ['sleep', 'infinity'], init: true, volumes: ['data:/data'] };
  const data = { driver_opts: { type: 'none', o: 'bind', device: directory } };
  await writeFile(join(mine, 'docker-compose.sandbox.yml'), JSON.stringify({ services: { store }, volumes: { data } }));
  assertOk(await here('init'));
  assertOk(await here('up --no-secrets'));
  const network = `${ID}_default`;
  const pgadmin = 'ktrdr-test-pgadmin';
  const made = [
    'run',
    '--detach',
    '--name',
    pgadmin,
    '--network',
    network,
    '--init',
    stage.appImage,
    'sleep',
    'infinity',
  ];
  await stage.docker.command(made);
  await stage.docker.command(['stop', '--time', '0', pgadmin]);
  try {
    const gone = assertOk(await here('down -v --yes'));
    expect(gone.output).toContain(`${VOLUME} stands for ${directory}, whose contents stay`);
    expect(gone.output).toContain(
      `Network ${network} stays, because containers of other projects are connected to it and could not start without it: ${pgadmin} (exited).`,
    );
    expect(await readFile(join(directory, 'precious'), 'utf8')).toBe('x');
    expect((await stage.docker.command(['start', pgadmin])).exitCode).toBe(0);
    await stage.docker.command(['stop', '--time', '0', pgadmin]);
    assertOk(await here('up --no-secrets'));
    const destroyed = assertOk(await here('destroy --yes'));
    expect(destroyed.output).toContain(`network ${network} stays`);
  } finally {
    await stage.docker.command(['rm', '--force', pgadmin]);
    await stage.docker.command(['network', 'rm', network]);
  }
});

test('down removes what Compose made for it, and neither a network nor a container that has its label alone', async () => {
  await writeSmallStack(mine, stage.appImage);
  assertOk(await here('init'));
  assertOk(await here('up --no-secrets'));
  const network = 'ktrdr-test-mine';
  await stage.docker.command(['network', 'create', '--label', `com.docker.compose.project=${ID}`, network]);
  try {
    assertOk(await here('down'));
    expect((await stage.docker.networks(ID)).map(({ name }) => name)).toEqual([network]);
    expect((await stage.docker.parts(ID)).containers).toEqual([]);
    assertOk(await here('destroy --yes'));
    expect((await stage.docker.networks(ID)).map(({ name }) => name)).toEqual([network]);
  } finally {
    await stage.docker.command(['network', 'rm', network]);
  }
});

test('a volume that was made by hand is used with a warning, stays, and is in the way of the next of that name', async () => {
  await stage.docker.command(['volume', 'create', VOLUME]);
  const started = assertOk(await there('up --no-secrets'));
  expect(started.output).toMatch(/Compose did not create these volumes.*ktrdr--shop_data/);
  const stopped = assertOk(await there('down -v --yes'));
  expect(stopped.output).toMatch(/were not created for it and stay: ktrdr--shop_data/);
  expect(assertOk(await there('destroy --yes')).output).toMatch(/Volumes that stay: ktrdr--shop_data/);
  expect(await stage.docker.volumesNamed([VOLUME])).toHaveLength(1);
  const refused = await here('init');
  expect(refused.output).toMatch(/Volumes of an earlier ktrdr--shop still exist: ktrdr--shop_data/);
  expect(refused.exitCode).toBe(1);
});
