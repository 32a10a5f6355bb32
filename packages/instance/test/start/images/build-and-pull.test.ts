import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type ComposeConfig, createCompose, type Docker } from '@ktrdr/compose-runner';
import type { Run, RunResult } from '@ktrdr/process';
import { createContext, type InstanceEvent } from '../../../src/index.ts';
import { buildImages } from '../../../src/start/images/build-images.ts';
import { type ImageMemory, readImageMemory } from '../../../src/images/image-memory.ts';
import { planImages } from '../../../src/start/images/plan-images.ts';
import { type PreparedImages, prepareImages } from '../../../src/start/images/prepare-images.ts';
import { pullImages } from '../../../src/start/images/pull-images.ts';
import { aConfig, aResult, aSandbox } from '../../support/a.ts';
import { connectionByRun } from '../../support/connection-by-run.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const directory = temporaryDirectory();
const { signal } = new AbortController();
const instance = aSandbox({ path: directory });
const lock = (text: string): void => writeFileSync(join(directory, 'uv.lock'), text);

interface World {
  /** What `docker build` and `pull` answer, by their last argument. */
  readonly answer: (args: readonly string[], signal: AbortSignal | undefined) => Promise<Partial<RunResult>>;
  readonly ids?: Readonly<Record<string, string>>;
  readonly files?: string;
}

function worldOf({ answer, ids = {}, files = '' }: World) {
  const events: InstanceEvent[] = [];
  const calls: string[] = [];
  const run: Run = async (command, args, options) => {
    const line = [command, ...args].join(' ');
    calls.push(line);
    if (command === 'git') return aResult({ stdout: files });
    if (args[0] === 'info') return aResult();
    if (args[0] !== 'image') return aResult(await answer(args, options.signal));
    const asked = args.slice(args.indexOf('{{.Id}}') + 1);
    const missing = asked.filter((name) => ids[name] === undefined);
    return aResult({
      exitCode: missing.length === 0 ? 0 : 1,
      stdout: asked.flatMap((name) => (ids[name] === undefined ? [] : [`${ids[name]}\n`])).join(''),
      stderr: missing.map((name) => `Error response from daemon: No such image: ${name}\n`).join(''),
    });
  };
  const env = { KTRDR_HOME: join(directory, 'home'), HOME: directory, PATH: '/usr/bin:/bin' };
  const context = createContext({
    env,
    command: 'ktrdr sandbox up',
    connection: connectionByRun(run),
    run,
    report: (event) => events.push(event),
  });
  return {
    context,
    events,
    calls,
    steps: () => events.filter(({ type }) => type !== 'output').map(({ type }) => type),
  };
}

const OWN = 'app:ktrdr--feat-x';
const config = aConfig({ web: { image: 'app:dev', build: { context: directory } } });
const plan = planImages(config, instance.id);

async function build({ context }: ReturnType<typeof worldOf>, options = { build: false }): Promise<PreparedImages> {
  const images = await prepareImages(context, instance, { plan, config, ...options });
  const project = { name: instance.id, directory, files: ['a.yml'] };
  const compose = createCompose(project, { docker: context.docker, env: {} });
  const overlay = { text: 'services: {}' };
  await buildImages(context, instance, { compose, overlay, images, asked: options.build, up: 'ktrdr up x', signal });
  return images;
}

const well = { answer: async () => await Promise.resolve({}), ids: { [OWN]: 'sha256:1', base: 'sha256:9' } };
const builds = (calls: readonly string[]): number => calls.filter((line) => line.includes(' build ')).length;

beforeEach(() => {
  writeFileSync(join(directory, 'Dockerfile'), 'FROM base\nCOPY uv.lock ./\n');
  lock('one');
});

describe('buildImages', () => {
  test('what was built is remembered: the next start runs nothing, until an ingredient changes', async () => {
    const first = worldOf(well);
    await build(first, { build: true });
    expect(first.steps()).toEqual(['step-started', 'step-done']);
    const second = worldOf(well);
    await build(second);
    expect(builds(second.calls)).toBe(0);
    lock('two');
    const third = worldOf(well);
    await build(third);
    expect(builds(third.calls)).toBe(1);
    const otherBase = worldOf({ ...well, ids: { ...well.ids, base: 'sha256:8' } });
    await build(otherBase);
    expect(builds(otherBase.calls)).toBe(1);
  });

  test('the image that a build has replaced is noted, also of earlier builds, until the name has it again', async () => {
    const step = async (before: string, after: string): Promise<ImageMemory> => {
      const ids = { ...well.ids, [OWN]: before };
      const world = worldOf({
        ids,
        answer: async () => {
          ids[OWN] = after;
          return await Promise.resolve({});
        },
      });
      await build(world, { build: true });
      return await readImageMemory(world.context, instance.id);
    };
    expect((await step('sha256:1', 'sha256:1'))[OWN]).not.toHaveProperty('superseded');
    expect((await step('sha256:1', 'sha256:2'))[OWN]).toMatchObject({ id: 'sha256:2', superseded: ['sha256:1'] });
    expect((await step('sha256:2', 'sha256:3'))[OWN]).toMatchObject({ superseded: ['sha256:2', 'sha256:1'] });
    expect((await step('sha256:3', 'sha256:1'))[OWN]).toMatchObject({ superseded: ['sha256:3', 'sha256:2'] });
  });

  test('an image that somebody has put under the name, by docker commit, is not noted: it stays, and it is said', async () => {
    await build(worldOf(well), { build: true });
    const ids = { ...well.ids, [OWN]: 'sha256:0123456789abcdef' };
    const world = worldOf({
      ids,
      answer: async () => {
        ids[OWN] = 'sha256:1';
        return await Promise.resolve({});
      },
    });
    await build(world);
    const { [OWN]: memory } = await readImageMemory(world.context, instance.id);
    expect([memory?.id, memory?.superseded?.includes('sha256:0123456789abcdef') ?? false]).toEqual(['sha256:1', false]);
    expect(world.events).toContainEqual({
      type: 'warning',
      text: expect.stringMatching(/^app:ktrdr--feat-x was an image .* docker tag 0123456789ab <name>$/),
    });
  });

  test('a check that finds everything current says nothing, one that takes its time does', async () => {
    const quick = worldOf(well);
    lock('a');
    await build(quick);
    expect(quick.steps()).toEqual([]);
    lock('b');
    const begun = worldOf({
      ...well,
      async answer() {
        for (let waited = 0; waited < 500 && begun.events.length === 0; waited += 1) await sleep(20);
        return {};
      },
    });
    await build(begun);
    expect(begun.steps()).toEqual(['step-started', 'step-done']);
  });

  test('what changes while it is built is not taken for what was built', async () => {
    const world = worldOf({
      ...well,
      answer: async () => {
        lock('changed meanwhile');
        return await Promise.resolve({});
      },
    });
    await build(world, { build: true });
    const next = worldOf(well);
    await build(next);
    expect(builds(next.calls)).toBe(1);
  });

  test.each([
    [{ exitCode: 17, stderr: 'failed to solve: exit code: 1' }, 'BUILD_FAILED', /exit code: 1/],
    [{ exitCode: 17, stderr: 'write /x: no space left on device' }, 'DISK_FULL', /no space left/],
    [{ exitCode: 1, stdout: 'cp: No space left on device\n', stderr: 'exit code: 1' }, 'DISK_FULL', /exit code: 1/],
  ])('%j is %s', async (answer, code, detail) => {
    const world = worldOf({ ...well, answer: async () => await Promise.resolve(answer) });
    await expect(build(world, { build: true })).rejects.toMatchObject({ code, detail: expect.stringMatching(detail) });
    expect(world.steps()).toEqual(['step-started', 'step-failed']);
  });

  describe('a here-document with a blank after <<', () => {
    const spaced = "FROM base\nRUN cat >> pyproject.toml << 'EOF'\n[tool.uv.sources]\nEOF\n";
    const parseError = 'dockerfile parse error on line 3: unknown instruction: [tool.uv.sources]';
    const usual = /^Nothing was started\. Fix/;

    test.each([
      [
        'BuildKit',
        `failed to solve: ${parseError}`,
        spaced,
        /Dockerfile has a here-doc.*Engine 28\.2.*this one is 28\.2\.2/,
      ],
      ['the classic builder', `Error response from daemon: ${parseError}`, spaced, /Engine 28\.2/],
      ['a builder that fails otherwise', 'failed to solve: exit code: 1', spaced, usual],
      [
        'a builder, without such a document,',
        `failed to solve: ${parseError}`,
        'FROM base\n[tool.uv.sources]\n',
        usual,
      ],
    ])('%s: the hint says what can be done', async (_, stderr, dockerfile, hint) => {
      writeFileSync(join(directory, 'Dockerfile'), dockerfile);
      const answer: World['answer'] = async () => await Promise.resolve({ exitCode: 17, stderr });
      const built = build(worldOf({ answer }), { build: true });
      await expect(built).rejects.toMatchObject({ code: 'BUILD_FAILED', hint: expect.stringMatching(hint) });
    });
  });

  describe('what it is built on cannot be had', () => {
    const offline = {
      exitCode: 17,
      stderr: 'failed to solve: base: failed to resolve source metadata for docker.io/library/base: no such host',
    };

    const COMPOSE = { 'com.docker.compose.project': 'ktrdr--x' };
    const ids = { [OWN]: 'sha256:1' };
    type Labels = Readonly<Record<string, string>> | null;

    /** The Engine has images with these labels, by their names; null: it has none. */
    function having(images: Readonly<Record<string, Labels>>, { said = offline, ids: had = {} }: Having = {}) {
      const world = worldOf({ answer: async () => await Promise.resolve(said), ids: had });
      const tagged: string[] = [];
      const docker: Docker = {
        ...world.context.docker,
        inspectImages: async (names) =>
          await Promise.resolve(
            names.flatMap((name) => {
              const found = images[name];
              const project = found?.['com.docker.compose.project'];
              return found === undefined ? [] : [{ id: `sha256:${name}`, names: [name], project }];
            }),
          ),
        async tagImage(id, name) {
          tagged.push(`${id} ${name}`);
          return await Promise.resolve(true);
        },
      };
      return { ...world, tagged, context: { ...world.context, docker } };
    }
    interface Having {
      readonly said?: Partial<RunResult>;
      readonly ids?: Readonly<Record<string, string>>;
    }

    test.each([
      ['without labels', null],
      ['with labels of its own', { maintainer: 'somebody' }],
    ])('an image that somebody put under its name by hand, %s, is used, with a warning', async (_, imageLabels) => {
      const world = having({ 'app:dev': imageLabels });
      await build(world);
      expect(world.tagged).toEqual([`app:dev ${OWN}`]);
      expect(world.events).toContainEqual(
        expect.objectContaining({
          type: 'step-done',
          detail: 'not possible now, so existing images are used: web',
        }),
      );
      expect(world.events.at(-1)).toMatchObject({
        type: 'warning',
        text: expect.stringMatching(/app:dev .*: ktrdr up x --build$/),
      });
    });

    test.each<[string, Readonly<Record<string, Labels>>, boolean]>([
      ['one that Compose built for a project', { 'app:dev': COMPOSE }, false],
      ['none', {}, false],
      ['one, where a build was asked for', { 'app:dev': null }, true],
    ])('%s is not', async (_, images, asked) => {
      const world = having(images);
      await expect(build(world, { build: asked })).rejects.toMatchObject({ code: 'BUILD_FAILED' });
      expect(world.tagged).toEqual([]);
    });

    test.each<[string, Readonly<Record<string, Labels>>, string[], RegExp]>([
      ['stays, with a warning', { [OWN]: COMPOSE }, [], /image of the last build is used/],
      ['stays, also where somebody has another', { [OWN]: COMPOSE, 'app:dev': null }, [], /image of the last build/],
      [
        'that is a stand-in follows its name',
        { [OWN]: null, 'app:dev': null },
        [`app:dev ${OWN}`],
        /image app:dev is used/,
      ],
      ['that is a stand-in stays without it', { [OWN]: null }, [], /image of the last build/],
    ])('an image of its own %s', async (_, images, tagged, warning) => {
      const world = having(images, { ids });
      await build(world);
      expect(world.tagged).toEqual(tagged);
      expect(world.events).toEqual([{ type: 'warning', text: expect.stringMatching(warning) }]);
    });

    test('one that stays is looked at again by the next start', async () => {
      await build(having({ [OWN]: COMPOSE }, { ids }));
      const next = worldOf({ ...well, ids });
      await build(next);
      expect(builds(next.calls)).toBe(1);
    });

    test('an image of its own does not stay where a build was asked for', async () => {
      const world = having({ [OWN]: COMPOSE }, { ids });
      await expect(build(world, { build: true })).rejects.toMatchObject({ code: 'BUILD_FAILED' });
    });

    test('nor where a line of the Dockerfile fails, whatever it says', async () => {
      const stderr =
        'curl: (7) Connection refused\nERROR: process "/bin/sh -c curl x" did not complete successfully: exit code: 7';
      const world = having({ 'app:dev': null }, { said: { exitCode: 17, stderr } });
      await expect(build(world)).rejects.toMatchObject({ code: 'BUILD_FAILED' });
      expect(world.tagged).toEqual([]);
    });
  });

  test('a memory that cannot be written costs nothing else', async () => {
    const world = worldOf(well);
    const file = join(directory, 'home', 'sandbox', 'images', `${instance.id}.json`);
    await build(world, { build: true });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ [OWN]: { id: 'sha256:1' } });
    writeFileSync(file, 'not JSON');
    const next = worldOf(well);
    await build(next);
    expect(builds(next.calls)).toBe(1);
  });
});

function named(pull_policy?: string): ComposeConfig {
  const agent = { image: 'ktrdr-agent:dev', ...(pull_policy === undefined ? {} : { pull_policy }) };
  return aConfig({ agent, db: { image: 'db:1', platform: 'linux/amd64' } });
}

const prepared = async ({ context }: ReturnType<typeof worldOf>, file = named()): Promise<PreparedImages> =>
  await prepareImages(context, instance, { plan: planImages(file, instance.id), config: file, build: false });

describe('images that nobody builds', () => {
  test('those that the Engine lacks are pulled, for their platform', async () => {
    const world = worldOf({ ...well, ids: { 'ktrdr-agent:dev': 'sha256:1' } });
    const { pull } = await prepared(world);
    await pullImages(world.context, instance, { images: pull, signal });
    expect(world.calls.at(-1)).toBe('docker pull --platform linux/amd64 db:1');
    expect(world.steps()).toEqual(['step-started', 'step-done']);
  });

  test('the first that cannot be had ends the others, and is refused with what the registry said', async () => {
    const world = worldOf({
      files: 'deploy/docker/Dockerfile.agent\0',
      async answer(args, ended) {
        if (args.at(-1) === 'ktrdr-agent:dev') return { exitCode: 1, stderr: 'pull access denied for ktrdr-agent\n' };
        await new Promise((resolve) => ended?.addEventListener('abort', resolve));
        return { exitCode: undefined, aborted: true };
      },
    });
    const { pull } = await prepared(world);
    await expect(pullImages(world.context, instance, { images: pull, signal })).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
      message: expect.stringMatching(/^ktrdr-agent:dev is missing: service agent/),
      detail: 'pull access denied for ktrdr-agent',
      hint: expect.stringContaining(
        `docker build --tag ktrdr-agent:dev --file ${directory}/deploy/docker/Dockerfile.agent ${directory}`,
      ),
    });
  });

  test('one that there is for other processors only is not called missing', async () => {
    const stderr = 'no matching manifest for linux/arm64/v8 in the manifest list entries\n';
    const world = worldOf({ answer: async () => await Promise.resolve({ exitCode: 1, stderr }) });
    const { pull } = await prepared(world);
    await expect(pullImages(world.context, instance, { images: pull, signal })).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
      message: expect.stringMatching(/ is for other processors only: service/),
      detail: stderr.trim(),
      hint: expect.stringMatching(/In the Compose file, name an image that exists for this processor.*platform:/),
    });
  });

  test('one that must not be pulled is refused at once', async () => {
    const world = worldOf({ ...well, ids: { 'db:1': 'sha256:2' } });
    await expect(prepared(world, named('never'))).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
      detail: 'The Compose file says pull_policy: never.',
    });
  });

  test('a disk that is full is the cause', async () => {
    const stderr = 'write /var/lib/docker/tmp/x: no space left on device';
    const world = worldOf({ answer: async () => await Promise.resolve({ exitCode: 1, stderr }) });
    const { pull } = await prepared(world);
    await expect(pullImages(world.context, instance, { images: pull, signal })).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('/var/lib/docker'),
    });
  });
});
