import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { runCommand, type Run } from '@ktrdr/process';
import { temporaryDirectory } from '@ktrdr/test-support';
import { createContext, examine, initLocalProd, initSandbox } from '../../src/index.ts';
import { readVolumeRecord, writeVolumeRecord } from '../../src/volumes/volume-record.ts';
import { aResult } from '../support/a.ts';
import { connectionByRun } from '../support/connection-by-run.ts';
import { realGit } from '../support/real-git.ts';

// Real git and real registries, of which one loses what it held; an Engine that has the volumes that it is told.
const root = temporaryDirectory();
const real = realGit(root);
let place: string;
let tree: string;
let count = 0;
beforeEach(() => {
  place = join(root, String((count += 1)));
  const clone = join(place, 'ktrdr');
  tree = join(place, 'ktrdr--b');
  mkdirSync(clone, { recursive: true });
  real.git(clone, 'init', '-q');
  real.git(clone, 'remote', 'add', 'origin', 'git@example.invalid:me/ktrdr.git');
  real.git(clone, 'commit', '-q', '--allow-empty', '-m', 'one');
  real.git(clone, 'worktree', 'add', '-q', tree);
});

const data = { name: 'ktrdr--b_data', project: 'ktrdr--b', createdAt: '2026-01-02T03:04:05Z' };

function aContext({ home = 'home', volumes = [] }: { home?: string; volumes?: readonly object[] } = {}) {
  const run: Run = async (command, args, options) => {
    if (command !== 'docker') return await runCommand(command, args, options);
    if (args[0] === 'context') return aResult({ stdout: 'ssh://me@far-machine' });
    const isVolumes = args[0] === 'volume' && (args[1] === 'ls' || args[1] === 'inspect');
    return aResult({ stdout: isVolumes ? volumes.map((one) => `${JSON.stringify(one)}\n`).join('') : '' });
  };
  const env = { ...real.env, KTRDR_HOME: join(place, home) };
  const events: unknown[] = [];
  const report = (event: unknown): void => void events.push(event);
  return { ...createContext({ env, connection: connectionByRun(run), run, command: 'a test', report }), events };
}
const no = async (): Promise<boolean> => await Promise.resolve(false);
const yes = async (): Promise<boolean> => await Promise.resolve(true);
const marker = (): string => readFileSync(join(tree, '.env.sandbox'), 'utf8');
const init = async (context: ReturnType<typeof aContext>, more: object = {}) =>
  await initSandbox(context, { directory: tree, keepVolumes: no, ...more });

/** Registered, with a line of its user's and a volume of its own; and then its registry is gone. */
async function lost(slot = 4): Promise<string> {
  const context = aContext();
  await init(context, { slot });
  await writeVolumeRecord(context, 'ktrdr--b', { volumes: [data] });
  appendFileSync(join(tree, '.env.sandbox'), 'OWN=1\n');
  rmSync(join(place, 'home', 'sandbox', 'instances.json'));
  return marker();
}

test('what the registry has lost is registered again as it was, with its lines, its slot and its volumes', async () => {
  const before = await lost();
  const context = aContext({ volumes: [data] });
  await expect(init(context)).rejects.toMatchObject({
    code: 'ALREADY_INITIALIZED',
    hint: expect.stringMatching(/^If the registry has lost it, register it again: ktrdr sandbox init --again\n/),
  });
  const instance = await init(context, { again: true });
  expect(instance).toMatchObject({ id: 'ktrdr--b', slot: 4, path: tree });
  expect(marker()).toBe(before);
  expect(await readVolumeRecord(context, 'ktrdr--b')).toMatchObject({
    volumes: [{ name: data.name, createdAt: data.createdAt }],
  });
});

test('what was written down of its volumes stays, also what this Engine does not show', async () => {
  await lost();
  const written = [
    { name: 'ktrdr--b_elsewhere', createdAt: '2026-01-02T03:04:05Z' },
    { name: 'f'.repeat(64), createdAt: '2026-01-02T03:04:06Z' },
  ];
  const starting = { since: '2026-01-02T03:04:07.000Z' };
  const context = aContext({ volumes: [data] });
  await writeVolumeRecord(context, 'ktrdr--b', { volumes: written, starting });
  await init(context, { again: true, keepVolumes: yes });
  expect(await readVolumeRecord(context, 'ktrdr--b')).toEqual({
    volumes: [...written, { name: data.name, createdAt: data.createdAt, takenOver: true }],
    starting,
  });
});

test('nothing new is registered where nothing tells what was lost, unless it is named', async () => {
  const context = aContext();
  await expect(init(context, { again: true })).rejects.toMatchObject({
    code: 'NOT_IN_INSTANCE',
    message: expect.stringMatching(/ktrdr--b has no \.env\.sandbox that identifies it/),
    hint: expect.stringMatching(/moved aside.* ktrdr sandbox init --again --name <name>; .*: ktrdr sandbox init$/),
  });
  expect(existsSync(join(tree, '.env.sandbox'))).toBe(false);
  expect(await context.registry.list()).toEqual([]);
  expect(await init(context, { again: true, name: 'b' })).toMatchObject({ id: 'ktrdr--b' });
});

test('a directory without its file is registered again where there is a record of it', async () => {
  await lost();
  rmSync(join(tree, '.env.sandbox'));
  expect(await init(aContext({ volumes: [data] }), { again: true })).toMatchObject({ id: 'ktrdr--b', path: tree });
});

test('volumes that were not written down as its own are asked about', async () => {
  const before = await lost();
  const volumes = [{ ...data, createdAt: '2026-11-11T11:11:11Z' }];
  await expect(init(aContext({ volumes }), { again: true })).rejects.toMatchObject({ code: 'INHERITED_VOLUMES' });
  expect(marker()).toBe(before);
});

test('another that has its slot by now keeps it', async () => {
  await lost();
  const context = aContext();
  await initSandbox(context, { directory: join(place, 'ktrdr'), slot: 4, keepVolumes: no });
  expect((await init(context, { again: true })).slot).not.toBe(4);
  expect(context.events).toContainEqual({
    type: 'warning',
    text: expect.stringMatching(/Slot 4.*ktrdr--b gets another/),
  });
  expect(marker()).toMatch(/OWN=1/);
});

test('one that is refused leaves the file and the record of its volumes as they were', async () => {
  const before = await lost();
  const context = aContext({ volumes: [data] });
  await initSandbox(context, { directory: join(place, 'ktrdr'), slot: 4, keepVolumes: no });
  await expect(init(context, { again: true, slot: 4 })).rejects.toMatchObject({ code: 'SLOT_TAKEN' });
  expect(marker()).toBe(before);
  expect(await readVolumeRecord(context, 'ktrdr--b')).toEqual({
    volumes: [{ name: data.name, createdAt: data.createdAt }],
  });
});

test.each<[string, object, string]>([
  ['of another registry', { home: 'h2' }, 'FOREIGN_PROJECT'],
  ['under another name', { name: 'c' }, 'IDENTITY_MISMATCH'],
])('not %s', async (_, { home, ...more }: { home?: string; name?: string }, code) => {
  const before = await lost();
  const context = aContext(home === undefined ? {} : { home });
  await expect(init(context, { again: true, ...more })).rejects.toMatchObject({ code });
  expect(marker()).toBe(before);
  expect(await context.registry.list()).toEqual([]);
});

test('nor as local-prod', async () => {
  await lost();
  rmSync(tree, { recursive: true });
  const clone = join(place, 'ktrdr');
  await init({ ...aContext() }, { directory: clone, name: 'b' });
  rmSync(join(place, 'home', 'sandbox', 'instances.json'));
  await expect(initLocalProd(aContext(), { directory: clone, keepVolumes: no, again: true })).rejects.toMatchObject({
    code: 'IDENTITY_MISMATCH',
    hint: expect.stringContaining('ktrdr sandbox init --again'),
  });
});

test('of a home that was moved, whatever its path is now', async () => {
  const before = await lost();
  renameSync(join(place, 'home'), join(place, 'moved'));
  const context = aContext({ home: 'moved', volumes: [data] });
  await expect(init(context)).rejects.toMatchObject({ hint: expect.stringContaining('ktrdr sandbox init --again\n') });
  expect(await init(context, { again: true })).toMatchObject({ id: 'ktrdr--b', slot: 4 });
  expect(marker()).toBe(before.replaceAll(join(place, 'home'), join(place, 'moved')));
});

test("doctor registers again what is this registry's, and nothing of another", async () => {
  await lost();
  const theirs = join(place, 'ktrdr--a');
  real.git(join(place, 'ktrdr'), 'worktree', 'add', '-q', theirs);
  await initSandbox(aContext({ home: 'h2' }), { directory: theirs, keepVolumes: no });
  writeFileSync(join(place, 'home', 'sandbox', 'instances.json'), '{"version": 1, "inst');
  const { findings } = await examine(aContext({ volumes: [data] }), tree);
  const file = join(place, 'home', 'sandbox', 'instances.json');
  expect(findings.find(({ subject }) => subject === 'registry')).toMatchObject({
    detail: [
      expect.stringMatching(/^ktrdr--a: .*it was registered with another KTRDR_HOME, .*\/h2$/),
      expect.stringMatching(/^ktrdr--b: .*slot 4 \(its \.env\.sandbox says so\)$/),
    ],
    repair: { commands: [`mv -n ${file} ${file}.broken`, `cd ${tree} && ktrdr sandbox init --again`] },
  });
});

test('an empty registry: doctor calls no volume nobody’s whose directory is there, also when its file was moved aside', async () => {
  await lost();
  const { findings } = await examine(aContext({ volumes: [data] }), tree);
  const found = findings.filter(({ subject }) => subject === 'ktrdr--b');
  expect(found).toMatchObject([
    { code: 'INSTANCE_UNREGISTERED', repair: { commands: [`cd ${tree} && ktrdr sandbox init --again`] } },
  ]);
  writeFileSync(join(tree, '.env.sandbox.before'), marker());
  rmSync(join(tree, '.env.sandbox'));
  const again = await examine(aContext({ volumes: [data] }), tree);
  expect(again.findings.filter(({ subject }) => subject === 'ktrdr--b')).toMatchObject([
    {
      code: 'INSTANCE_UNREGISTERED',
      repair: {
        commands: [`cd ${tree} && mv -n .env.sandbox.before .env.sandbox && ktrdr sandbox init --again`],
      },
    },
  ]);
  expect(existsSync(join(tree, '.env.sandbox'))).toBe(false);
});
