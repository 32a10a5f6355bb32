import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env as processEnv } from 'node:process';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { runCommand, type Run, type RunResult } from '@ktrdr/process';
import {
  createContext,
  describe as describeAfterwards,
  destroyLocalProd,
  planLocalProdDestroy,
  initLocalProd,
  type InstanceEvent,
  instanceOf,
  parseEnvFile,
  stop,
} from '../src/index.ts';
import { refreshEnvFile } from '../src/env-file/refresh-env-file.ts';
import { resolveSettings } from '../src/env-file/settings.ts';
import { writeEngineRecord } from '../src/engine/engine-record.ts';
import { writeInstanceFile } from '../src/env-file/write-instance-file.ts';
import { readVolumeRecord, writeVolumeRecord } from '../src/volumes/volume-record.ts';
import { withOperationLock } from '../src/core/with-operation-lock.ts';
import { aResult, anInstance, aSandbox } from './support/a.ts';
import { connectionByRun } from './support/connection-by-run.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

// Real git, a real registry and real files; a Docker that answers only what it was told of.
const root = temporaryDirectory();
const VOLUMES = /^volume ls --format /;
const NETWORKS = /^network ls --filter label=com\.docker\.compose\.project=ktrdr-prod /;
const SUMMARIES = /^ps --all --no-trunc --filter label=com\.docker\.compose\.project --format /;
const ON_NETWORK = /^ps --all --no-trunc --filter network=/;
/** Containers of all projects and of none. */
const ALL = /^ps --all --no-trunc --format /;
const PARTS = /^container ls --all --no-trunc --filter label=com\.docker\.compose\.project=ktrdr-prod /;
const EVERY_CONTAINER = /^ps --all --no-trunc --format /;
const EVERY_NETWORK = /^network ls --format /;
const INSPECTED = /^volume inspect /;
/** What its containers were made with is asked for beside what there is; of none here it is told. */
const CONTAINERS = /^inspect --type container /;
const { signal } = new AbortController();
const unreachable: Partial<RunResult> = { exitCode: 1, stderr: 'Cannot connect to the Docker daemon at unix:///x.' };
const yes = async () => await Promise.resolve(true);
const boom = async () => await Promise.reject(new Error('boom'));
const no = async () => await Promise.resolve(false);

let place: string;
let clone: string;
let count = 0;
beforeEach(() => {
  place = join(root, String((count += 1)));
  clone = join(place, 'ktrdr-prod');
  mkdirSync(clone, { recursive: true });
  git(clone, 'init', '-q');
  git(clone, 'remote', 'add', 'origin', 'git@example.com:me/ktrdr.git');
});

function git(directory: string, ...args: string[]): void {
  execFileSync('git', ['-C', directory, ...args], { env: { PATH: processEnv['PATH'], HOME: root } });
}

/** A context whose Docker has nothing of the project, unless told otherwise. */
function contextThat(answers: readonly (readonly [RegExp, Partial<RunResult>])[] = []) {
  const known = [
    ...answers,
    [INSPECTED, { stdout: '{"name":"ktrdr-prod_postgres_data","createdAt":"2026-01-02T03:04:05Z"}\n' }] as const,
    ...[VOLUMES, NETWORKS, CONTAINERS, SUMMARIES, ALL, ON_NETWORK, PARTS].map((line) => [line, {}] as const),
  ];
  const docker: string[] = [];
  const events: InstanceEvent[] = [];
  const run: Run = async (command, args, options) => {
    if (command === 'git') return await runCommand(command, args, options);
    const line = args.join(' ');
    docker.push(line);
    const answer = known.find(([pattern]) => pattern.test(line));
    if (answer === undefined) throw new Error(`not expected: docker ${line}`);
    return aResult(answer[1]);
  };
  const env = { PATH: processEnv['PATH'], HOME: place, GIT_CONFIG_NOSYSTEM: '1' };
  const context = createContext({
    env,
    connection: connectionByRun(run),
    run,
    command: 'a test',
    now: () => new Date('2026-01-02T03:04:05.000Z'),
    report: (event) => events.push(event),
  });
  return { context, docker, events };
}
const marker = () => join(clone, '.env.sandbox');
const foreignPart = { id: '0b', name: 'ktrdr-prod-db-1', state: 'running', directory: '/elsewhere', mounts: '' };
const a = { volume: '{"name":"ktrdr-prod_postgres_data","project":"ktrdr-prod"}\n' };

describe('describe, after the deed', () => {
  test('an Engine that has died meanwhile fails nothing: what runs is unknown', async () => {
    const { context } = contextThat([[SUMMARIES, unreachable]]);
    const described = await describeAfterwards(context, anInstance({ path: clone }));
    expect(described).toMatchObject({ id: 'ktrdr-prod', state: 'unknown', containers: { running: 0, total: 0 } });
  });
});

describe('init', () => {
  test('registers the clone, then writes .env.sandbox', async () => {
    const { context } = contextThat();
    mkdirSync(join(clone, 'docs'));
    const instance = await initLocalProd(context, { directory: join(clone, 'docs'), keepVolumes: no });
    expect(instance).toMatchObject({ id: 'ktrdr-prod', slot: 0, path: clone, createdAt: '2026-01-02T03:04:05.000Z' });
    expect(await context.registry.getLocalProd()).toEqual(instance.record);
    expect(parseEnvFile(readFileSync(marker(), 'utf8'))).toMatchObject({
      INSTANCE_ID: 'ktrdr-prod',
      KTRDR_API_PORT: '8000',
      KTRDR_DATA_DIR: join(place, '.ktrdr', 'shared', 'data'),
    });
  });

  test('one that was killed after it had registered is finished by the next, and it says so', async () => {
    const { context, events } = contextThat([[VOLUMES, { stdout: a.volume }]]);
    const record = await context.registry.claimLocalProd({ path: clone, createdAt: '2025-01-01T00:00:00.000Z' });
    const instance = await initLocalProd(context, { directory: clone, keepVolumes: no });
    expect(instance.record).toEqual(record);
    expect(existsSync(marker())).toBe(true);
    expect(events).toContainEqual({ type: 'note', text: expect.stringMatching(/interrupted init/) });
  });

  test('volumes of an earlier one are used only when somebody says so', async () => {
    const { context } = contextThat([[VOLUMES, { stdout: a.volume }]]);
    await expect(initLocalProd(context, { directory: clone, keepVolumes: no })).rejects.toMatchObject({
      code: 'INHERITED_VOLUMES',
    });
    expect(await context.registry.getLocalProd()).toBeUndefined();
    expect(existsSync(marker())).toBe(false);

    const asked: (readonly string[])[] = [];
    const keepVolumes = async (volumes: readonly string[]) => {
      asked.push(volumes);
      return await yes();
    };
    await initLocalProd(context, { directory: clone, keepVolumes });
    expect(asked).toEqual([['ktrdr-prod_postgres_data']]);
  });

  test('is undone when .env.sandbox cannot be written', async () => {
    const { context } = contextThat();
    const run: Run = async (command, args, options) => {
      // Right before it writes: it has looked for a file there.
      if (args.includes('ls-files')) mkdirSync(join(marker(), 'in-the-way'), { recursive: true });
      return await context.run(command, args, options);
    };
    await expect(initLocalProd({ ...context, run }, { directory: clone, keepVolumes: no })).rejects.toMatchObject({
      code: 'ENV_FILE_CHANGED',
    });
    expect(await context.registry.getLocalProd()).toBeUndefined();
    expect(existsSync(join(context.home.volumes, 'ktrdr-prod.json'))).toBe(false);
  });

  test.each<[string, () => void]>([
    ['an .env.sandbox', () => writeFileSync(marker(), 'INSTANCE_ID=ktrdr--other\n')],
    [
      'another clone',
      () => {
        renameSync(clone, join(place, 'moved'));
        mkdirSync(clone);
        git(clone, 'init', '-q');
        git(clone, 'remote', 'add', 'origin', 'git@example.com:me/ktrdr.git');
      },
    ],
  ])('%s that comes while it asks stops it', async (_, come) => {
    const { context } = contextThat([[VOLUMES, { stdout: a.volume }]]);
    const keepVolumes = async (): Promise<boolean> => {
      come();
      return await yes();
    };
    await expect(initLocalProd(context, { directory: clone, keepVolumes })).rejects.toMatchObject({
      code: expect.stringMatching(/^(ALREADY_INITIALIZED|PLAN_CHANGED)$/),
    });
    expect(await context.registry.getLocalProd()).toBeUndefined();
  });

  test.each<[string, RegExp, string, string]>([
    ['containers of another directory', PARTS, `${JSON.stringify(foreignPart)}\n`, 'FOREIGN_PROJECT'],
    ['another volume', VOLUMES, `${a.volume}{"name":"ktrdr-prod_b","project":""}\n`, 'PLAN_CHANGED'],
  ])('%s that came while it asked stop it', async (_, line, came, code) => {
    let asked = false;
    const before = line === VOLUMES ? a.volume : '';
    const { context } = contextThat([
      [
        line,
        {
          get stdout() {
            return asked ? came : before;
          },
        },
      ],
      [VOLUMES, { stdout: a.volume }],
    ]);
    const keepVolumes = async (): Promise<boolean> => (asked = await yes());
    await expect(initLocalProd(context, { directory: clone, keepVolumes })).rejects.toMatchObject({ code });
    expect(await context.registry.getLocalProd()).toBeUndefined();
  });

  test('without an Engine changes nothing', async () => {
    const { context } = contextThat([[PARTS, unreachable]]);
    await expect(initLocalProd(context, { directory: clone, keepVolumes: yes })).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
    });
    expect(await context.registry.getLocalProd()).toBeUndefined();
    expect(existsSync(marker())).toBe(false);
  });
});

const part = { id: '0a', name: 'ktrdr-prod-db-1', state: 'running', directory: '', mounts: 'ktrdr-prod_postgres_data' };
const REMOVAL = /^(container|volume|network) (stop|rm) /;
const REMOVALS = ['container stop 0a', 'container rm --force 0a', 'volume rm ktrdr-prod_postgres_data'] as const;

/** How the Engine says what the volume holds. */
const sized = (Size: number): [RegExp, Partial<RunResult>] => [
  /^system df$/,
  { stdout: JSON.stringify({ Volumes: [{ Name: 'ktrdr-prod_postgres_data', UsageData: { Size } }] }) },
];

/** One container and one volume, as Docker 26.1 lists them. */
const withParts: [RegExp, Partial<RunResult>][] = [
  [
    PARTS,
    {
      get stdout() {
        return `${JSON.stringify({ ...part, directory: clone })}\n`;
      },
    },
  ],
  [VOLUMES, { stdout: a.volume }],
  sized(1_200_000_000),
  [REMOVAL, {}],
];

async function initialized(answers: Parameters<typeof contextThat>[0] = []) {
  const first = contextThat();
  await initLocalProd(first.context, { directory: clone, keepVolumes: no });
  writeFileSync(join(clone, 'precious.txt'), 'work');
  return contextThat(answers);
}

describe('destroy', () => {
  test('takes .env.sandbox and the entry; every other file stays', async () => {
    const { context, docker } = await initialized(withParts);
    const destroyed = await destroyLocalProd(context, { confirm: yes, signal });
    expect(destroyed).toMatchObject({ place: { kind: 'remove-marker' }, volumes: ['ktrdr-prod_postgres_data'] });
    expect(existsSync(marker())).toBe(false);
    expect(readFileSync(join(clone, 'precious.txt'), 'utf8')).toBe('work');
    expect(await context.registry.getLocalProd()).toBeUndefined();
    expect(docker.filter((line) => REMOVAL.test(line))).toEqual(REMOVALS);
  });

  test('a plan says how much volumes hold and how old they are, and changes nothing', async () => {
    const { context, docker } = await initialized(withParts);
    expect(await planLocalProdDestroy(context)).toMatchObject({
      volumeFacts: [{ name: 'ktrdr-prod_postgres_data', createdAt: '2026-01-02T03:04:05Z', size: '1.2GB' }],
    });
    expect(await context.registry.getLocalProd()).toBeDefined();
    expect(existsSync(marker())).toBe(true);
    expect(docker.filter((line) => REMOVAL.test(line))).toEqual([]);
  });

  test('does nothing without a yes', async () => {
    const { context, docker } = await initialized();
    expect(await destroyLocalProd(context, { confirm: no, signal })).toBeUndefined();
    expect(existsSync(marker())).toBe(true);
    expect(await context.registry.getLocalProd()).toBeDefined();
    expect(docker.filter((line) => REMOVAL.test(line))).toEqual([]);
  });

  test('twice: the second has nothing to do', async () => {
    const { context } = await initialized();
    await destroyLocalProd(context, { confirm: yes, signal });
    await expect(destroyLocalProd(context, { confirm: yes, signal })).rejects.toMatchObject({ code: 'NO_LOCAL_PROD' });
  });

  test('an Engine that cannot be reached: nothing is changed', async () => {
    const { context } = await initialized([[PARTS, unreachable]]);
    await expect(destroyLocalProd(context, { confirm: yes, signal })).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
    });
    expect(existsSync(marker())).toBe(true);
    expect(await context.registry.getLocalProd()).toBeDefined();
  });

  test.each(['container stop', 'container rm', 'volume rm'])(
    'a %s that fails leaves the entry, so that it can be tried again',
    async (command) => {
      const failing = [new RegExp(`^${command} `), { exitCode: 1, stderr: 'Error response from daemon: no' }] as const;
      const { context } = await initialized([failing, ...withParts]);
      await expect(destroyLocalProd(context, { confirm: yes, signal })).rejects.toMatchObject({
        code: 'DOCKER_FAILED',
      });
      expect(existsSync(marker())).toBe(true);
      expect(await context.registry.getLocalProd()).toBeDefined();
    },
  );

  test('what is gone already does not stop it', async () => {
    const gone = { exitCode: 1, stderr: 'Error response from daemon: No such container: 0a\n' };
    const { context } = await initialized([[/^container (stop|rm) /, gone], ...withParts]);
    expect(await destroyLocalProd(context, { confirm: yes, signal })).toBeDefined();
  });

  test('the clone is missing: Docker resources and entry go', async () => {
    const { context, events } = await initialized();
    rmSync(clone, { recursive: true });
    expect(await destroyLocalProd(context, { confirm: yes, signal })).toMatchObject({ place: { kind: 'leave' } });
    expect(await context.registry.getLocalProd()).toBeUndefined();
    expect(events).toContainEqual({
      type: 'note',
      text: expect.stringMatching(/No file was touched.*no longer exists/),
    });
  });

  test.each<[string, () => void]>([
    ['a plain directory', () => mkdirSync(clone)],
    [
      'a clone of something else',
      () => {
        mkdirSync(clone);
        git(clone, 'init', '-q');
        git(clone, 'remote', 'add', 'origin', 'git@example.com:me/other.git');
      },
    ],
    [
      'another instance',
      () => {
        renameSync(join(place, 'moved'), clone);
        writeFileSync(marker(), 'INSTANCE_ID=ktrdr--feat-x\n');
      },
    ],
  ])('the clone was replaced by %s: no file there is touched', async (_, replace) => {
    const { context } = await initialized();
    renameSync(clone, join(place, 'moved'));
    replace();
    writeFileSync(marker(), 'INSTANCE_ID=ktrdr--feat-x\n');
    expect(await destroyLocalProd(context, { confirm: yes, signal })).toMatchObject({ place: { kind: 'leave' } });
    expect(readFileSync(marker(), 'utf8')).toBe('INSTANCE_ID=ktrdr--feat-x\n');
    expect(await context.registry.getLocalProd()).toBeUndefined();
  });
});

/** Writes down a start that was killed a moment before the volume was made. */
const started = async ({ context }: ReturnType<typeof contextThat>) => {
  const starting = { since: '2026-01-02T03:04:04Z' };
  await writeVolumeRecord(context, 'ktrdr-prod', { volumes: [], starting });
};
const rowsOf = (...rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const expectWay = async (removing: Promise<unknown>, hint: RegExp) =>
  await expect(removing).rejects.toMatchObject({ hint: expect.stringMatching(hint) });

describe('volumes that other containers use', () => {
  const volume = 'ktrdr-prod_postgres_data';
  const theirs = { id: '0b', name: 'the other', state: 'created', mounts: volume };
  const beside = { id: '0c', name: 'beside', state: 'running', mounts: `${volume}_2` };
  const refusal = {
    code: 'VOLUMES_IN_USE',
    message: `Other containers use volumes of ktrdr-prod: ${volume} (container the other, created)`,
    hint: expect.stringMatching(/^Nothing was changed\.[^]*docker rm -f 'the other'$/),
  };

  test.each<[string, boolean]>([
    ['before anything is asked', false],
    ['also where they came since', true],
  ])('are removed neither by stop nor by destroy, %s', async (_, came) => {
    let asked = !came;
    const { context, docker } = await initialized([
      [
        ALL,
        {
          get stdout() {
            return rowsOf({ ...part, directory: clone }, beside, ...(asked ? [theirs] : []));
          },
        },
      ],
      ...withParts,
    ]);
    const confirm = async () => (came ? (asked = await yes()) : await Promise.reject(new Error('asked')));
    const instance = anInstance({ path: clone });
    for (const removing of [
      async () => await stop(context, instance, { volumes: true, confirm, signal }),
      async () => await destroyLocalProd(context, { confirm, signal }),
    ]) {
      asked = !came;
      await expect(removing()).rejects.toMatchObject(refusal);
    }
    expect(docker.filter((line) => REMOVAL.test(line))).toEqual([]);
    expect(await destroyLocalProd(context, { confirm: yes, keepVolumes: true, signal })).toBeDefined();
  });

  test('name the way that leaves them', async () => {
    const { context } = await initialized([[ALL, { stdout: rowsOf(theirs) }], ...withParts]);
    const stopping = stop(context, anInstance({ path: clone }), { volumes: true, confirm: yes, signal });
    await expectWay(stopping, /ktrdr down ktrdr-prod$/m);
    await expectWay(planLocalProdDestroy(context), /local-prod destroy --keep-volumes$/m);
  });
});

describe('volumes that were written down, and that the Engine does not have', () => {
  const written = { name: 'ktrdr-prod_postgres_data', createdAt: '2026-01-02T03:04:05Z' };
  const down = { volumes: true, confirm: yes, signal };

  test('may be on another Engine where nobody knows which it is: they stay written down', async () => {
    const { context } = await initialized();
    await writeVolumeRecord(context, 'ktrdr-prod', { volumes: [written] });
    const instance = anInstance({ path: clone });
    expect(await stop(context, instance, { volumes: false, signal })).toMatchObject({ missing: [written.name] });
    expect(await stop(context, instance, down)).toMatchObject({ removed: [], missing: [written.name] });
    expect(await readVolumeRecord(context, 'ktrdr-prod')).toEqual({ volumes: [written] });
  });

  test('are gone where it is the same', async () => {
    const { context, events } = await initialized([[/^info/, { stdout: 'one 2026-01-02T03:04:05Z\n' }]]);
    await writeVolumeRecord(context, 'ktrdr-prod', { volumes: [written] });
    await writeEngineRecord(context, 'ktrdr-prod', { id: 'one', endpoint: { kind: 'context', name: 'default' } });
    await stop(context, anInstance({ path: clone }), { volumes: false, signal });
    expect(await readVolumeRecord(context, 'ktrdr-prod')).toEqual({ volumes: [] });
    await writeVolumeRecord(context, 'ktrdr-prod', { volumes: [written] });
    await destroyLocalProd(context, { confirm: yes, signal });
    expect(events).toContainEqual({
      type: 'note',
      text: expect.stringMatching(/no longer exist on this Engine: ktrdr-prod_postgres_data$/),
    });
  });
});

describe('volumes that nothing shows to be its own', () => {
  // A container of another directory made them, and is gone; the name is all that they tell.
  const others: Parameters<typeof contextThat>[0] = [
    [/^system df$/, { stdout: '{"Volumes":null}' }],
    [VOLUMES, { stdout: a.volume }],
    [REMOVAL, {}],
  ];
  const left = { code: 'STRANGE_VOLUMES', message: expect.stringContaining('ktrdr-prod_postgres_data') };

  test('stop and destroy refuse before anything changes, and name the ways out', async () => {
    const { context, docker } = await initialized(others);
    const instance = anInstance({ path: clone });
    const stopping = stop(context, instance, { volumes: true, confirm: yes, signal });
    await expect(stopping).rejects.toMatchObject({ ...left, hint: expect.stringMatching(/ktrdr down ktrdr-prod$/m) });
    await expect(destroyLocalProd(context, { confirm: yes, signal })).rejects.toMatchObject({
      ...left,
      hint: expect.stringMatching(/destroy --keep-volumes\n.*docker volume rm ktrdr-prod_postgres_data$/),
    });
    expect(docker.filter((line) => REMOVAL.test(line))).toEqual([]);
    expect(existsSync(marker())).toBe(true);
  });

  test('a destroy that is to keep volumes leaves them', async () => {
    const { context, docker, events } = await initialized(others);
    expect(await destroyLocalProd(context, { confirm: yes, keepVolumes: true, signal })).toMatchObject({
      volumes: [],
      kept: [],
      staying: ['ktrdr-prod_postgres_data'],
    });
    expect(docker.filter((line) => REMOVAL.test(line))).toEqual([]);
    expect(events).toContainEqual({ type: 'step-done', step: 'remove containers and networks' });
    expect(await context.registry.getLocalProd()).toBeUndefined();
  });

  test('those that init was told to use are its own', async () => {
    const { context, docker } = contextThat(others);
    await initLocalProd(context, { directory: clone, keepVolumes: yes });
    await stop(context, anInstance({ path: clone }), { volumes: true, confirm: yes, signal });
    expect(docker.filter((line) => REMOVAL.test(line))).toEqual(['volume rm ktrdr-prod_postgres_data']);
  });

  test('those that its containers mounted stay its own when the containers are gone', async () => {
    const first = await initialized(withParts);
    await stop(first.context, anInstance({ path: clone }), { volumes: false, signal });
    const { context, docker } = contextThat(others);
    await destroyLocalProd(context, { confirm: yes, signal });
    expect(docker.filter((line) => REMOVAL.test(line))).toEqual(['volume rm ktrdr-prod_postgres_data']);
  });

  describe('that an interrupted start may have made', () => {
    test.each<[string, [RegExp, Partial<RunResult>]]>([
      ['does not answer', [/^system df$/, { exitCode: 1, stderr: 'context deadline exceeded' }]],
      ['does not know', sized(-1)],
    ])('stay its own where the Engine %s what is in them, and down is run meanwhile', async (_, unknown) => {
      const first = await initialized([unknown, ...others]);
      await started(first);
      const instance = anInstance({ path: clone });
      await expect(stop(first.context, instance, { volumes: true, confirm: yes, signal })).rejects.toMatchObject({
        ...left,
        hint: expect.stringContaining('did not say whether they are'),
      });
      await stop(first.context, instance, { volumes: false, signal });
      const { context, docker } = contextThat([sized(0), ...others]);
      await stop(context, instance, { volumes: true, confirm: yes, signal });
      expect(docker.filter((line) => REMOVAL.test(line))).toEqual(['volume rm ktrdr-prod_postgres_data']);
    });

    test('are looked into again after a down, which has seen them empty', async () => {
      const first = await initialized([sized(0), ...others]);
      await started(first);
      const instance = anInstance({ path: clone });
      await stop(first.context, instance, { volumes: false, signal });
      const filled = contextThat([sized(1_200_000_000), ...others]);
      const down = { volumes: true, confirm: yes, signal };
      await expect(stop(filled.context, instance, down)).rejects.toMatchObject(left);
    });

    test('do not go where somebody fills them while it is asked', async () => {
      let bytes = 0;
      const size = {
        get stdout() {
          return JSON.stringify({ Volumes: [{ Name: 'ktrdr-prod_postgres_data', UsageData: { Size: bytes } }] });
        },
      };
      const scene = await initialized([[/^system df$/, size], ...others]);
      await started(scene);
      const confirm = async () => {
        bytes = 1;
        return await yes();
      };
      const changed = { code: 'PLAN_CHANGED', message: expect.stringContaining('ktrdr-prod_postgres_data') };
      const instance = anInstance({ path: clone });
      await expect(stop(scene.context, instance, { volumes: true, confirm, signal })).rejects.toMatchObject(changed);
      bytes = 0;
      await expect(destroyLocalProd(scene.context, { confirm, signal })).rejects.toMatchObject(changed);
      expect(scene.docker.filter((line) => REMOVAL.test(line))).toEqual([]);
    });

    test('are not its own any more once a down has seen something in them', async () => {
      const first = await initialized([sized(1_200_000_000), ...others]);
      await started(first);
      const instance = anInstance({ path: clone });
      await stop(first.context, instance, { volumes: false, signal });
      const { context } = contextThat([sized(0), ...others]);
      await expect(stop(context, instance, { volumes: true, confirm: yes, signal })).rejects.toMatchObject(left);
    });
  });

  describe('anonymous ones', () => {
    const name = 'f'.repeat(64);
    const volume = [
      [VOLUMES, { stdout: `{"name":"${name}","project":""}\n` }],
      [/^system df$/, { stdout: '{"Volumes":[]}' }],
      [INSPECTED, { stdout: `{"name":"${name}","createdAt":"2026-01-02T03:04:05Z"}\n` }],
      [REMOVAL, {}],
    ] as const;
    const mounting = () =>
      [[PARTS, { stdout: `${JSON.stringify({ ...part, mounts: name, directory: clone })}\n` }], ...volume] as const;

    test('of its containers are named, and go with its volumes', async () => {
      const { context, docker } = await initialized(mounting());
      expect(await destroyLocalProd(context, { confirm: yes, signal })).toMatchObject({ volumes: [name] });
      const removals = ['container stop 0a', 'container rm --force 0a', `volume rm ${name}`];
      expect(docker.filter((line) => REMOVAL.test(line))).toEqual(removals);
    });

    test('are named by down --volumes, and go', async () => {
      const { context, docker } = await initialized(mounting());
      const stopped = await stop(context, anInstance({ path: clone }), { volumes: true, confirm: yes, signal });
      expect(stopped).toMatchObject({ removed: [name], takenOver: [], staying: [], replaced: [] });
      expect(docker).toContain(`volume rm ${name}`);
    });

    test('stay where volumes are to be kept, and it is said', async () => {
      const { context, docker } = await initialized(mounting());
      expect(await destroyLocalProd(context, { confirm: yes, keepVolumes: true, signal })).toMatchObject({
        volumes: [],
        kept: [name],
        staying: [name],
      });
      expect(docker.filter((line) => REMOVAL.test(line))).toEqual(['container stop 0a', 'container rm --force 0a']);
    });

    test('are still its own when the containers are gone', async () => {
      const first = await initialized(mounting());
      await stop(first.context, anInstance({ path: clone }), { volumes: false, signal });
      const { context, docker } = contextThat(volume);
      await destroyLocalProd(context, { confirm: yes, signal });
      expect(docker.filter((line) => REMOVAL.test(line))).toEqual([`volume rm ${name}`]);
    });

    test('that are older than its container were led to it: they stay, unless they were written down', async () => {
      const created = Date.parse('2026-01-02T03:04:06Z') / 1000;
      const later = { ...part, created, mounts: name, directory: clone };
      const { context, docker } = await initialized([[PARTS, { stdout: `${JSON.stringify(later)}\n` }], ...volume]);
      const instance = anInstance({ path: clone });
      const down = { volumes: true, confirm: yes, signal };
      expect(await stop(context, instance, down)).toMatchObject({ removed: [], staying: [name] });
      expect(await destroyLocalProd(context, { confirm: yes, signal })).toMatchObject({ volumes: [], staying: [name] });
      expect(docker.filter((line) => line.startsWith('volume rm'))).toEqual([]);
    });

    test('that an earlier container of its own was made with are its own', async () => {
      const created = Date.parse('2026-01-02T03:04:06Z') / 1000;
      const later = { ...part, created, mounts: name, directory: clone };
      const { context, docker } = await initialized([[PARTS, { stdout: `${JSON.stringify(later)}\n` }], ...volume]);
      await writeVolumeRecord(context, 'ktrdr-prod', { volumes: [{ name, createdAt: '2026-01-02T03:04:05Z' }] });
      await destroyLocalProd(context, { confirm: yes, signal });
      expect(docker).toContain(`volume rm ${name}`);
    });

    test('that were taken over with its containers do not go unseen', async () => {
      const { context, docker } = await initialized(mounting());
      const taken = { name, createdAt: '2026-01-02T03:04:05Z', takenOver: true } as const;
      await writeVolumeRecord(context, 'ktrdr-prod', { volumes: [taken] });
      const down = { volumes: true, takenOver: 'refuse', confirm: yes, signal } as const;
      await expect(stop(context, anInstance({ path: clone }), down)).rejects.toMatchObject({
        code: 'TAKEN_OVER_VOLUMES',
        message: expect.stringContaining(name),
      });
      expect(docker.filter((line) => REMOVAL.test(line))).toEqual([]);
    });

    test('of others are none of its business', async () => {
      const { context, docker } = await initialized(volume);
      expect(await destroyLocalProd(context, { confirm: yes, signal })).toMatchObject({
        volumes: [],
        staying: [],
        replaced: [],
      });
      expect(docker.filter((line) => REMOVAL.test(line))).toEqual([]);
    });
  });

  test('one without the label of Compose stays, and is named', async () => {
    const mine = '{"name":"ktrdr-prod_pg","project":""}\n';
    const { context, docker } = await initialized([
      [VOLUMES, { stdout: mine }],
      [INSPECTED, {}],
    ]);
    const stopped = await stop(context, anInstance({ path: clone }), { volumes: true, confirm: yes, signal });
    expect(stopped).toMatchObject({ removed: [], takenOver: [], staying: ['ktrdr-prod_pg'], replaced: [] });
    expect(docker.filter((line) => REMOVAL.test(line))).toEqual([]);
  });
});

describe('stop', () => {
  test('removes its own containers and networks, by their ids, each service before what it needs', async () => {
    const listed = [
      { ...part, id: '0a', directory: clone, service: 'db', dependencies: '' },
      { ...part, id: '0b', directory: clone, service: 'backend', dependencies: 'db:service_healthy:false' },
    ];
    const { context, docker, events } = await initialized([
      [PARTS, { stdout: listed.map((one) => `${JSON.stringify(one)}\n`).join('') }],
      [NETWORKS, { stdout: '{"id":"1c","name":"ktrdr-prod_default"}\n' }],
      [VOLUMES, { stdout: a.volume }],
      [REMOVAL, {}],
    ]);
    const stopped = await stop(context, anInstance({ path: clone }), { volumes: false, signal });
    expect(stopped).toMatchObject({ removed: [], takenOver: [], staying: [], replaced: [] });
    expect(docker.filter((line) => REMOVAL.test(line))).toEqual([
      'container stop 0b',
      'container stop 0a',
      'container rm --force 0a',
      'container rm --force 0b',
      'network rm 1c',
    ]);
    expect(events.map(({ type }) => type)).toEqual(['step-started', 'step-done']);
  });

  test('asks for networks that Compose made alone: another one with the label of the project is not its own', async () => {
    const { context, docker } = await initialized();
    await stop(context, anInstance({ path: clone }), { volumes: false, signal });
    expect(docker).toContainEqual(expect.stringMatching(/^network ls .*--filter label=com\.docker\.compose\.network /));
  });

  describe('that ends half way says what is gone by then', () => {
    const left: [RegExp, Partial<RunResult>][] = [
      [EVERY_CONTAINER, {}],
      [EVERY_NETWORK, {}],
    ];

    test('in the error of what failed', async () => {
      const inUse = { exitCode: 1, stderr: 'Error response from daemon: remove ktrdr-prod_docs: volume is in use\n' };
      const { context } = await initialized([[/^volume rm /, inUse], ...left, ...withParts]);
      await expect(
        stop(context, anInstance({ path: clone }), { volumes: true, confirm: yes, signal }),
      ).rejects.toMatchObject({
        code: 'DOCKER_FAILED',
        detail: expect.stringContaining('volume is in use'),
        hint: expect.stringMatching(/Already gone: containers ktrdr-prod-db-1\.\nStill there: volumes ktrdr-prod_/),
      });
    });

    test('in a warning where it is interrupted', async () => {
      const controller = new AbortController();
      const interrupted = {
        get stdout() {
          controller.abort(new Error('Ctrl-C'));
          return '';
        },
      };
      const gone = {
        get stdout() {
          return controller.signal.aborted ? '' : a.volume;
        },
      };
      const all: [RegExp, Partial<RunResult>][] = [
        [EVERY_CONTAINER, {}],
        [EVERY_NETWORK, {}],
        [VOLUMES, gone],
      ];
      const { context, events } = await initialized([[/^volume rm /, interrupted], ...all, ...withParts]);
      await expect(
        stop(context, anInstance({ path: clone }), { volumes: true, confirm: yes, signal: controller.signal }),
      ).rejects.toThrow('Ctrl-C');
      expect(events).toContainEqual({
        type: 'warning',
        text: 'Already gone: containers ktrdr-prod-db-1; volumes ktrdr-prod_postgres_data, with their data.',
      });
    });
  });

  test('with volumes: what was asked about goes, by its ids', async () => {
    const { context, docker, events } = contextThat(withParts);
    const asked: unknown[] = [];
    const confirm = async (volumes: object): Promise<boolean> => (asked.push(volumes), await yes());
    const stopped = await stop(context, anInstance({ path: clone }), { volumes: true, confirm, signal });
    expect(stopped).toMatchObject({ removed: ['ktrdr-prod_postgres_data'], takenOver: [], staying: [], replaced: [] });
    expect(asked).toEqual([stopped]);
    expect(docker.filter((line) => REMOVAL.test(line))).toEqual(REMOVALS);
    expect(events.map(({ type }) => type)).toEqual(['step-started', 'step-done']);
  });

  test.each([true, false])(
    'what another registry has at the place is not stopped; with volumes: %s',
    async (volumes) => {
      const { context, docker } = await initialized(withParts);
      writeFileSync(marker(), 'INSTANCE_ID=ktrdr-prod\nCREATED_AT=2026-02-02T00:00:00.000Z\n');
      await expect(stop(context, anInstance({ path: clone }), { volumes, confirm: yes, signal })).rejects.toMatchObject(
        {
          code: 'FOREIGN_PROJECT',
          hint: expect.stringMatching(/ktrdr local-prod destroy$/),
        },
      );
      expect(docker.filter((line) => REMOVAL.test(line))).toEqual([]);
    },
  );

  test('what another registry has at the place is looked for before the lock: nothing is ended for it', async () => {
    const { context } = await initialized(withParts);
    writeFileSync(marker(), 'INSTANCE_ID=ktrdr-prod\nCREATED_AT=2026-02-02T00:00:00.000Z\n');
    const instance = anInstance({ path: clone });
    await withOperationLock(context, instance.id, async () => {
      await expect(stop(context, instance, { volumes: false, signal })).rejects.toMatchObject({
        code: 'FOREIGN_PROJECT',
      });
    });
  });

  test('with volumes, without a yes: nothing goes', async () => {
    const { context, docker } = contextThat(withParts);
    expect(await stop(context, anInstance({ path: clone }), { volumes: true, confirm: no, signal })).toBeUndefined();
    expect(docker.filter((line) => REMOVAL.test(line))).toEqual([]);
  });

  test('with volumes, and one that came after the question: nothing goes', async () => {
    let asked = false;
    const { context, docker } = contextThat([
      [
        VOLUMES,
        {
          get stdout() {
            return asked ? a.volume : '';
          },
        },
      ],
      ...withParts,
    ]);
    const confirm = async (): Promise<boolean> => (asked = await yes());
    await expect(stop(context, anInstance({ path: clone }), { volumes: true, confirm, signal })).rejects.toMatchObject({
      code: 'PLAN_CHANGED',
      message: expect.stringContaining('ktrdr-prod_postgres_data'),
    });
    expect(docker.filter((line) => REMOVAL.test(line))).toEqual([]);
  });

  test('does not touch the containers of another directory', async () => {
    const container = {
      id: 'a1',
      name: 'ktrdr-prod-db-1',
      state: 'running',
      status: 'Up 2 minutes',
      ports: '',
      project: 'ktrdr-prod',
      service: 'db',
      directory: '/elsewhere',
      mounts: '',
      oneOff: 'False',
      restartPolicy: '',
    };
    const stdout = `${JSON.stringify(container)}\n`;
    const { context, docker } = contextThat([
      [SUMMARIES, { stdout }],
      [PARTS, { stdout }],
    ]);
    for (const volumes of [false, true]) {
      await expect(stop(context, anInstance({ path: clone }), { volumes, signal })).rejects.toMatchObject({
        code: 'FOREIGN_PROJECT',
        message: expect.stringContaining('/elsewhere'),
      });
    }
    expect(docker.filter((line) => REMOVAL.test(line))).toEqual([]);
  });
});

describe('refreshEnvFile', () => {
  test('a lost file is written again from the registry, and it says so', async () => {
    const { context, events } = contextThat();
    const { variables } = await refreshEnvFile(context, aSandbox({ path: clone }));
    expect(parseEnvFile(readFileSync(marker(), 'utf8'))).toEqual(variables);
    expect(events).toEqual([{ type: 'warning', text: expect.stringMatching(/was missing.*--own.*--workers/) }]);
  });

  test('one that was edited is warned about, not used and not changed', async () => {
    const { context, events } = contextThat();
    const instance = aSandbox({ path: clone });
    await refreshEnvFile(context, instance);
    const edited = readFileSync(marker(), 'utf8').replace('KTRDR_API_PORT=8003', 'KTRDR_API_PORT=9999');
    writeFileSync(marker(), edited);
    expect(await refreshEnvFile(context, instance)).toMatchObject({ variables: { KTRDR_API_PORT: '8003' } });
    expect(events.at(-1)).toEqual({ type: 'warning', text: expect.stringContaining('in KTRDR_API_PORT;') });
    expect(readFileSync(marker(), 'utf8')).toBe(edited);
  });

  test('one that is as it should be, with a line of their own, is nothing to speak of', async () => {
    const { context, events } = contextThat();
    await refreshEnvFile(context, aSandbox({ path: clone }));
    writeFileSync(marker(), `${readFileSync(marker(), 'utf8')}# mine\nEXTRA=1\n`);
    const { settings } = await refreshEnvFile(context, aSandbox({ path: clone }));
    expect(events).toHaveLength(1);
    expect(resolveSettings(settings, (_, before) => before).values).toEqual({ EXTRA: '1' });
  });

  test.each([
    ['a name that is not theirs to set', 'DOCKER_HOST=ssh://far', /sets DOCKER_HOST.*not used/],
    ['a variable that is not set', 'A=${NOWHERE}', /refers to NOWHERE.*empty/],
  ])('%s in a line of their own is warned about', async (_, line, text) => {
    const { context, events } = contextThat();
    const instance = aSandbox({ path: clone });
    await refreshEnvFile(context, instance);
    writeFileSync(marker(), `${readFileSync(marker(), 'utf8')}${line}\n`);
    await refreshEnvFile(context, instance);
    expect(events.at(-1)).toEqual({ type: 'warning', text: expect.stringMatching(text) });
  });

  test('a line that Compose would not read is refused, with its number', async () => {
    const { context } = contextThat();
    writeFileSync(marker(), '# mine\nA="open\n');
    await expect(refreshEnvFile(context, aSandbox({ path: clone }))).rejects.toMatchObject({
      code: 'ENV_FILE_INVALID',
      message: `${marker()}, line 2: the quoted value of A is not closed`,
    });
  });

  test('lines of their own in a file that git tracks are refused', async () => {
    const { context } = contextThat();
    writeFileSync(marker(), 'KTRDR_DATA_DIR=/home\n');
    git(clone, 'add', '--force', '.env.sandbox');
    await expect(refreshEnvFile(context, aSandbox({ path: clone }))).rejects.toMatchObject({
      code: 'ENV_FILE_TRACKED',
    });
  });

  test('a directory of their own is kept; one of a home that has moved is not', async () => {
    const { context, events } = contextThat();
    const lines = 'KTRDR_SHARED_DIR=/old/shared\nKTRDR_DATA_DIR=/old/shared/data\nKTRDR_MODELS_DIR=/mine\n';
    writeFileSync(marker(), lines);
    const { variables, settings } = await refreshEnvFile(context, aSandbox({ path: clone }));
    expect(variables).toHaveProperty('KTRDR_DATA_DIR', join(place, '.ktrdr', 'shared', 'data'));
    expect(variables).not.toHaveProperty('KTRDR_MODELS_DIR');
    expect(resolveSettings(settings, (_, before) => before).values).toEqual({ KTRDR_MODELS_DIR: '/mine' });
    expect(events).toContainEqual({
      type: 'warning',
      text: expect.stringMatching(
        /KTRDR_DATA_DIR, KTRDR_MODELS_DIR, KTRDR_STRATEGIES_DIR; only ktrdr writes KTRDR_SHARED_DIR/,
      ),
    });
    expect(readFileSync(marker(), 'utf8')).toBe(lines);
  });
});

describe('writeInstanceFile', () => {
  test('keeps lines of the user, and writes nothing where nothing changes', async () => {
    const { context } = contextThat();
    const instance = aSandbox({ path: clone });
    writeFileSync(marker(), '# mine\nSLOT_NUMBER=9 # ours\nKTRDR_DATA_DIR=/mine\n');
    await writeInstanceFile(context, instance, { EXTRA: 'two words' });
    const text = readFileSync(marker(), 'utf8');
    expect(text).toMatch(/^# mine\n[^]*SLOT_NUMBER=3 # ours\nKTRDR_DATA_DIR=\/mine\n/);
    expect(parseEnvFile(text)).toMatchObject({ EXTRA: 'two words', INSTANCE_ID: instance.id });
    const { mtimeMs, ino } = statSync(marker());
    await writeInstanceFile(context, instance);
    expect(statSync(marker())).toMatchObject({ mtimeMs, ino });
    await writeInstanceFile(context, instance, { EXTRA: undefined });
    expect(readFileSync(marker(), 'utf8')).toBe(text.replace('EXTRA="two words"\n', ''));
  });

  test('one that names another instance is refused', async () => {
    const { context } = contextThat();
    writeFileSync(marker(), 'INSTANCE_ID=ktrdr--other\n');
    await expect(refreshEnvFile(context, aSandbox({ path: clone }))).rejects.toMatchObject({
      code: 'IDENTITY_MISMATCH',
      message: expect.stringMatching(/ktrdr--other.*registered as ktrdr--feat-x/),
    });
    expect(readFileSync(marker(), 'utf8')).toBe('INSTANCE_ID=ktrdr--other\n');
  });
});

describe('withOperationLock', () => {
  test('one operation at a time on an instance; the other is told who works on it', async () => {
    const { context } = contextThat();
    const instance = instanceOf(anInstance().record);
    await withOperationLock(context, instance.id, async () => {
      await expect(withOperationLock(context, instance.id, yes)).rejects.toMatchObject({
        code: 'BUSY',
        message: 'Another command is working on ktrdr-prod',
        detail: expect.stringContaining('a test'),
      });
      // Another instance is another matter.
      expect(await withOperationLock(context, 'ktrdr--feat-x', yes)).toBe(true);
    });
    expect(await withOperationLock(context, instance.id, yes)).toBe(true);
  });

  test("is free again after a failure, which stays the caller's", async () => {
    const { context } = contextThat();
    await expect(withOperationLock(context, 'x', boom)).rejects.toThrow('boom');
    expect(await withOperationLock(context, 'x', yes)).toBe(true);
  });
});
