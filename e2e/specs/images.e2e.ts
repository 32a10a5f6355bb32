import { appendFile, chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { newestDockerfile, readsSpacedHereDocuments } from '../src/images/here-document.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { git } from '../src/stage/git.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { tracesOf } from '../src/stage/traces-of.ts';

// Every service of KTRDR's own files has a build and one and the same name for its image.

let stage: Stage;
let clone: string;
const IDS = { prod: 'ktrdr-prod', one: 'ktrdr--one', two: 'ktrdr--two' } as const;
const SHARED = 'ktrdr-backend:dev';
const directory = (id: string): string => join(stage.directory, id);

beforeAll(async () => {
  stage = await setStage('images');
  clone = await stage.clone(IDS.prod);
  const dockerfile = `FROM ${stage.appImage}\nCOPY pyproject.toml uv.lock ./\nRUN cp uv.lock /built-of\n`;
  const service = {
    image: SHARED,
    build: {
      context: '.',
      dockerfile: 'docker/backend/Dockerfile.dev',
      cache_from: [SHARED],
      tags: ['ktrdr-backend:x'],
    },
    command: ['sleep', 'infinity'],
    init: true,
    restart: 'unless-stopped',
  };
  const services = { api: service, 'worker-a': service, 'worker-b': service, tool: { ...service, build: undefined } };
  await writeFile(join(clone, 'docker', 'backend', 'Dockerfile.dev'), dockerfile);
  await writeFile(join(clone, 'docker-compose.sandbox.yml'), JSON.stringify({ services }, undefined, 2));
  await writeFile(join(clone, 'uv.lock'), 'locked for all\n');
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '--quiet', '--message', 'A Compose file in the manner of KTRDR');
  await git(clone, 'push', '--quiet', 'origin', 'HEAD');
  // Somebody's own, of before.
  await execa('docker', ['tag', stage.appImage, SHARED]);
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
  assertOk(await stage.ktrdr('sandbox create one', { cwd: clone }));
  assertOk(await stage.ktrdr('sandbox create two', { cwd: clone }));
  await lock(IDS.one, 'locked for one\n');
});
afterAll(async () => {
  await stage.strike();
  await execa('docker', ['image', 'rm', SHARED, 'kept-by-hand:1'], { reject: false });
});

const lock = async (id: string, text: string) => await writeFile(join(directory(id), 'uv.lock'), text);
const kindOf = (id: string): string => (id === IDS.prod ? 'local-prod' : 'sandbox');
const up = async (id: string, args = '', env: Record<string, string> = {}) =>
  await stage.ktrdr(`${kindOf(id)} up --no-secrets${args}`, { cwd: directory(id), env });

async function imageId(reference: string): Promise<string> {
  return (
    await execa('docker', ['image', 'inspect', '--format', '{{.Id}}', reference], { reject: false })
  ).stdout.trim();
}

const ownImage = async (id: string): Promise<string> => await imageId(`ktrdr-backend:${id}`);

/** What each container of an instance was built of, and from which image it runs. */
async function running(id: string): Promise<{ image: string; builtOf: string }[]> {
  const containers = await stage.docker.containers(id);
  return await Promise.all(
    containers.map(async ({ id: container }) => ({
      image: (await execa('docker', ['inspect', '--format', '{{.Image}}', container])).stdout,
      builtOf: (await execa('docker', ['exec', container, 'cat', '/built-of'])).stdout,
    })),
  );
}

/** The same of each of the four services. */
const four = <Value>(value: Value): Value[] => Array.from({ length: 4 }, () => value);

/** A `docker` in front of the real one: `script` sees its arguments, and may answer in its place. */
async function dockerInFront(name: string, script: string): Promise<Record<string, string>> {
  const bin = join(stage.directory, name);
  const real = (await execa('which', ['docker'])).stdout.trim();
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'docker'), `#!/bin/sh\n${script}\nexec ${real} "$@"\n`);
  await chmod(join(bin, 'docker'), 0o755);
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}` };
}

/** Runs `up` and gives the command lines of its `docker` children that build. */
async function buildsOf(id: string, args = ''): Promise<{ builds: string[]; output: string }> {
  const log = join(stage.directory, 'docker.log');
  await writeFile(log, '');
  const env = await dockerInFront('logging', `echo "$*" >>'${log}'`);
  const { output } = assertOk(await up(id, args, env));
  const lines = (await readFile(log, 'utf8')).split('\n');
  return { builds: lines.filter((line) => / build\b/.test(line)), output };
}

test('each instance builds its own image once, of its own files, and leaves the name that all share alone', async () => {
  const shared = await imageId(SHARED);
  const first = await buildsOf(IDS.one);
  expect(first.builds).toEqual([expect.stringMatching(/ -f - .*build api$/)]);
  expect(first.output).toMatch(/build api/);
  assertOk(await up(IDS.two));
  assertOk(await up(IDS.prod));
  const [one, two, prod] = [await ownImage(IDS.one), await ownImage(IDS.two), await ownImage(IDS.prod)];
  expect(new Set([one, two, prod, shared, '']).size).toBe(5);
  expect(await running(IDS.one)).toEqual(four({ image: one, builtOf: 'locked for one' }));
  expect(await running(IDS.two)).toEqual(four({ image: two, builtOf: 'locked for all' }));
  expect(await running(IDS.prod)).toEqual(four({ image: prod, builtOf: 'locked for all' }));
  expect(await imageId(SHARED)).toBe(shared);
  expect(await imageId('ktrdr-backend:x')).toBe('');
});

test('a start whose image is current runs no build and says nothing of one', async () => {
  const before = await running(IDS.one);
  const { builds, output } = await buildsOf(IDS.one);
  expect(builds).toEqual([]);
  expect(output).not.toMatch(/build|pull/);
  expect(await running(IDS.one)).toEqual(before);
});

test('a start that cannot know asks the build cache, says nothing, and replaces nothing', async () => {
  const containers = (await stage.docker.containers(IDS.one)).map(({ id }) => id).toSorted();
  await writeFile(join(stage.home, 'sandbox', 'images', `${IDS.one}.json`), '{');
  const { builds, output } = await buildsOf(IDS.one);
  expect(builds).toHaveLength(1);
  expect(output).not.toMatch(/pull/);
  expect((await stage.docker.containers(IDS.one)).map(({ id }) => id).toSorted()).toEqual(containers);
  expect((await buildsOf(IDS.one)).builds).toEqual([]);
});

test.each([
  ['the lock file', async () => await lock(IDS.one, 'locked anew\n'), 'locked anew'],
  [
    'the Dockerfile',
    async () =>
      await appendFile(join(directory(IDS.one), 'docker/backend/Dockerfile.dev'), 'RUN echo of a file >/built-of\n'),
    'of a file',
  ],
])('after a change of %s, a plain up builds anew, for this instance alone', async (_, change, builtOf) => {
  const others = [await ownImage(IDS.two), await ownImage(IDS.prod), await imageId(SHARED)];
  const superseded = await ownImage(IDS.one);
  await change();
  assertOk(await up(IDS.one));
  const image = await ownImage(IDS.one);
  expect(await running(IDS.one)).toEqual(four({ image, builtOf }));
  expect([await ownImage(IDS.two), await ownImage(IDS.prod), await imageId(SHARED)]).toEqual(others);
  expect((await buildsOf(IDS.one)).builds).toEqual([]);
  expect([superseded, await imageId(superseded)]).toEqual([expect.stringMatching(/^sha256:/), '']);
});

test('of images that builds have replaced, one that has got a name stays, and one that is used as long as it is', async () => {
  const [named, used] = [await ownImage(IDS.one), 'ktrdr-test-uses-it'];
  await execa('docker', ['tag', named, 'kept-by-hand:2']);
  await lock(IDS.one, 'locked for the third time\n');
  assertOk(await up(IDS.one));
  expect(await imageId(named)).toBe(named);
  await execa('docker', ['image', 'rm', 'kept-by-hand:2']);

  const third = await ownImage(IDS.one);
  // The image hands its labels on, and with them whose container it is.
  const label = ['--label', 'com.docker.compose.project=ktrdr-test-other'];
  await execa('docker', ['create', '--name', used, ...label, third, 'true']);
  await lock(IDS.one, 'locked for the fourth time\n');
  assertOk(await up(IDS.one));
  expect(await imageId(third)).toBe(third);
  await execa('docker', ['rm', used]);
  assertOk(await up(IDS.one));
  expect(await imageId(third)).toBe('');
});

test("--build builds, and leaves every other instance's image as it is", async () => {
  const others = [await ownImage(IDS.one), await ownImage(IDS.prod), await imageId(SHARED)];
  const { builds } = await buildsOf(IDS.two, ' --build');
  expect(builds).toEqual([expect.stringMatching(/build api$/)]);
  expect([await ownImage(IDS.one), await ownImage(IDS.prod), await imageId(SHARED)]).toEqual(others);
  expect((await running(IDS.two)).map(({ builtOf }) => builtOf)).toEqual(four('locked for all'));
});

test('a build that fails starts nothing, and leaves what runs as it is', async () => {
  const before = await running(IDS.two);
  const dockerfile = join(directory(IDS.two), 'docker', 'backend', 'Dockerfile.dev');
  const text = await readFile(dockerfile, 'utf8');
  await writeFile(dockerfile, `${text}RUN echo "no such package" >&2; exit 3\n`);
  const result = await up(IDS.two);
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toMatch(/could not build the image of api[^]*no such package/i);
  expect(await running(IDS.two)).toEqual(before);
  await writeFile(dockerfile, text);
});

test('a here-document as in the newest Dockerfile is built and known to be current, or refused with the Engine that it needs', async () => {
  const before = await running(IDS.two);
  const dockerfile = join(directory(IDS.two), 'docker', 'backend', 'Dockerfile.dev');
  const text = await readFile(dockerfile, 'utf8');
  const isRead = await readsSpacedHereDocuments();
  await writeFile(dockerfile, newestDockerfile({ from: stage.appImage, spaced: true }));
  if (isRead) {
    expect((await buildsOf(IDS.two)).builds).toHaveLength(1);
    expect((await running(IDS.two)).map(({ builtOf }) => builtOf)).toEqual(
      four(expect.stringMatching(/for a processor/)),
    );
  } else {
    const result = await up(IDS.two);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/Dockerfile\.dev has a here-document[^]*Engine 28\.2/);
    expect(await running(IDS.two)).toEqual(before);
    await writeFile(dockerfile, newestDockerfile({ from: stage.appImage, spaced: false }));
    expect((await buildsOf(IDS.two)).builds).toHaveLength(1);
  }
  expect((await buildsOf(IDS.two)).builds).toEqual([]);
  await writeFile(dockerfile, text);
  assertOk(await up(IDS.two));
});

test('where what it is built on cannot be had, the image of the last build goes on, with a warning, until it can', async () => {
  const before = await running(IDS.two);
  const dockerfile = join(directory(IDS.two), 'docker', 'backend', 'Dockerfile.dev');
  const text = await readFile(dockerfile, 'utf8');
  await writeFile(dockerfile, text.replace(/^FROM .*/, 'FROM ktrdr-test-nowhere:1'));
  const result = assertOk(await up(IDS.two));
  expect(result.output).toMatch(/The base image of api is not available here[^]*the image of the last build is used/);
  expect(await running(IDS.two)).toEqual(before);
  expect((await up(IDS.two, ' --build')).exitCode).toBe(1);
  await writeFile(dockerfile, text);
  expect((await buildsOf(IDS.two)).output).not.toMatch(/base image/);
});

// As Engine 26.1 says it, with its data on a file system of 460 MB.
const DISK_FULL = 'failed to solve: write /data/overlay2/ovsekj5l4f6pddjq71x2zjk0b/diff/big: no space left on device';

test('a disk that is full in the middle of a build is the cause, with what makes room', async () => {
  const before = await running(IDS.two);
  const env = await dockerInFront('full', `case "$*" in *" build "*) echo '${DISK_FULL}' >&2; exit 17;; esac`);
  const result = await up(IDS.two, ' --build', env);
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toMatch(/disk of the Docker Engine is full[^]*docker system df/);
  expect(await running(IDS.two)).toEqual(before);
});

/** A Compose file with a service whose image is built elsewhere. */
function agentFile(different: object): string {
  return JSON.stringify({ services: { agent: { image: 'ktrdr-agent:dev', command: ['true'], ...different } } });
}

const upWith = async (file: object) => {
  await writeFile(join(directory(IDS.two), 'agent.yml'), agentFile(file));
  return await up(IDS.two, ' --compose-file agent.yml');
};

describe('an image that the file names and nobody builds', () => {
  test('is refused with what the registry said, before anything starts', async () => {
    assertOk(await stage.ktrdr('sandbox down', { cwd: directory(IDS.two) }));
    const result = await upWith({});
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/ktrdr-agent:dev is missing: service agent/);
    expect(result.stderr).toMatch(/docker load/);
    expect(await tracesOf(stage.docker, IDS.two)).toEqual([]);
  });

  test('with the command that builds it, where the checkout has a Dockerfile that fits', async () => {
    await mkdir(join(directory(IDS.two), 'deploy', 'docker'), { recursive: true });
    await writeFile(join(directory(IDS.two), 'deploy/docker/Dockerfile.agent'), `FROM ${stage.appImage}\n`);
    const result = await upWith({ pull_policy: 'never' });
    expect(result.exitCode).toBe(1);
    const command = /^.*(docker build --tag ktrdr-agent:dev --file \S+ \S+)\s*$/m.exec(result.stderr)?.[1] ?? '';
    const [program = '', ...args] = command.split(' ');
    expect(await tracesOf(stage.docker, IDS.two)).toEqual([]);
    // The printed command, run as printed, mends it.
    await execa(program, args);
    assertOk(await upWith({ pull_policy: 'never', command: ['sleep', 'infinity'], init: true }));
    assertOk(await stage.ktrdr('sandbox down', { cwd: directory(IDS.two) }));
    await execa('docker', ['image', 'rm', 'ktrdr-agent:dev']);
  });
});

test("destroy removes the instance's own tag, and no other", async () => {
  const others = [await ownImage(IDS.two), await ownImage(IDS.prod), await imageId(SHARED)];
  await execa('docker', ['tag', `ktrdr-backend:${IDS.one}`, 'kept-by-hand:1']);
  const kept = await imageId('kept-by-hand:1');
  assertOk(await stage.ktrdr('sandbox destroy --force', { cwd: directory(IDS.one) }));
  expect(await ownImage(IDS.one)).toBe('');
  expect(await imageId('kept-by-hand:1')).toBe(kept);
  expect([await ownImage(IDS.two), await ownImage(IDS.prod), await imageId(SHARED)]).toEqual(others);
});
