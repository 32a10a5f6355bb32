import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { writeEngineRecord } from '../../src/engine/engine-record.ts';
import { stop } from '../../src/index.ts';
import { writeVolumeRecord } from '../../src/volumes/volume-record.ts';
import {
  container,
  contextThat,
  destroy,
  engine,
  expectDestroyed,
  neverAsked,
  plain,
  sandbox,
  signal,
  tree,
  write,
  yes,
} from '../support/destroy-scene.ts';

const created = (time: string) => `${JSON.stringify({ name: 'ktrdr--feat-x_db', createdAt: time })}\n`;

test('another Engine that is behind the address when the question is answered is noticed', async () => {
  let behind = 'one';
  const { context, lines } = contextThat({
    docker: [[/^info/, () => ({ stdout: `${behind} 2026-01-02T03:04:05Z\n` })]],
  });
  await writeEngineRecord(context, sandbox.id, { id: 'one', endpoint: { kind: 'context', name: 'default' } });
  const confirm = async () => {
    behind = 'two';
    return await yes();
  };
  await expect(destroy({ confirm }, context)).rejects.toMatchObject({ code: 'ENGINE_CHANGED' });
  expect(lines.filter((line) => / rm /.test(line))).toEqual([]);
  expect(existsSync(tree)).toBe(true);
});

test('what another registry makes at the place while it is asked stays', async () => {
  const theirs = { container: container('0a', tree), volume: created('2026-01-01T00:00:00Z') };
  const { context, lines, confirm } = engine(theirs, theirs);
  const answer = async (): Promise<boolean> => {
    write('.env.sandbox', 'INSTANCE_ID=ktrdr--feat-x\nCREATED_AT=2026-02-02T00:00:00.000Z\n');
    return await confirm();
  };
  await expect(destroy({ confirm: answer }, context)).rejects.toMatchObject({ code: 'INSTANCE_CHANGED' });
  expect(lines.filter((line) => / (stop|rm) /.test(line))).toEqual([]);
});

describe('a volume that was taken over', () => {
  const volume = { name: 'ktrdr--feat-x_db', createdAt: '2026-01-01T00:00:00Z' };
  const same = () => ({ container: container('0a', tree), volume: created(volume.createdAt) });
  const takenOver = async (context: Parameters<typeof writeVolumeRecord>[0]) => {
    await writeVolumeRecord(context, sandbox.id, { volumes: [{ ...volume, takenOver: true }] });
  };

  test('does not go unseen: nothing is removed', async () => {
    const { context, lines } = engine(same(), same());
    await takenOver(context);
    await expect(destroy({ takenOver: 'refuse', confirm: neverAsked }, context)).rejects.toMatchObject({
      code: 'TAKEN_OVER_VOLUMES',
      message: expect.stringContaining(volume.name),
      hint: expect.stringMatching(
        /destroy --name ktrdr--feat-x --keep-volumes\n.*destroy --name ktrdr--feat-x --force, which also discards/,
      ),
    });
    expect(lines.filter((line) => / (stop|rm) /.test(line))).toEqual([]);
  });

  test('goes where it was shown', async () => {
    const { context, confirm } = engine(same(), same());
    await takenOver(context);
    expect(await destroy({ confirm }, context)).toMatchObject({ volumes: [volume.name], takenOver: [volume.name] });
  });

  test('stays with the others, and is none that it has made', async () => {
    const { context, lines, confirm } = engine(same(), same());
    await takenOver(context);
    const destroyed = await destroy({ takenOver: 'refuse', keepVolumes: true, confirm }, context);
    expect(destroyed).toMatchObject({ volumes: [], takenOver: [], kept: [], staying: [volume.name] });
    expect(lines.filter((line) => line.startsWith('volume rm'))).toEqual([]);
  });
});

describe('between the question and the answer', () => {
  test('what was shown is stopped and removed by its ids', async () => {
    const same = { container: container('0a', tree), volume: created('2026-01-01T00:00:00Z') };
    const { context, lines, confirm } = engine(same, same);
    await destroy({ confirm }, context);
    expect(lines.filter((line) => / (stop|rm) /.test(line))).toEqual([
      'container stop 0a',
      'container rm --force 0a',
      'volume rm ktrdr--feat-x_db',
    ]);
    await expectDestroyed();
  });

  test('a volume that takes the name of one that is gone is left, and not said to be gone', async () => {
    const same = { container: container('0a', tree), volume: created('2026-01-01T00:00:00Z') };
    const { context, confirm } = engine(same, same, () => {}, created('2026-01-02T00:00:00Z'));
    expect(await destroy({ confirm }, context)).toMatchObject({
      volumes: [],
      staying: ['ktrdr--feat-x_db'],
      replaced: ['ktrdr--feat-x_db'],
    });
  });

  test.each<[string, object, object, string]>([
    [
      'another directory has started containers',
      {},
      { container: container('0b', '/other'), volume: created('2026-01-01T00:00:00Z') },
      'FOREIGN_PROJECT',
    ],
    ['a container came', {}, { container: container('0b', '') }, 'FOREIGN_PROJECT'],
    ['a volume came', {}, { volume: created('2026-01-01T00:00:00Z') }, 'PLAN_CHANGED'],
    [
      'a volume was made anew',
      { volume: created('2026-01-01T00:00:00Z') },
      { volume: created('2026-01-02T00:00:00Z') },
      'PLAN_CHANGED',
    ],
  ])('%s: nothing is removed', async (_, first, then, code) => {
    const { context, lines, confirm } = engine(first, then);
    const volumes = [{ name: 'ktrdr--feat-x_db', createdAt: '2026-01-01T00:00:00Z' }];
    await writeVolumeRecord(context, sandbox.id, { volumes });
    await expect(destroy({ confirm }, context)).rejects.toMatchObject({ code });
    expect(lines.filter((line) => / (stop|rm) /.test(line))).toEqual([]);
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    expect(await plain().registry.list()).toHaveLength(1);
  });
});

test('a container with all labels of ours that came between the question and the answer: nothing is removed', async () => {
  const shown = container('0a', tree);
  const { context, lines, confirm } = engine({ container: shown }, { container: `${shown}${container('0b', tree)}` });
  await expect(destroy({ confirm }, context)).rejects.toMatchObject({
    code: 'PLAN_CHANGED',
    message: expect.stringContaining('ktrdr--feat-x-0b'),
  });
  expect(lines.filter((line) => / (stop|rm) /.test(line))).toEqual([]);
  expect(existsSync(join(tree, 'a.txt'))).toBe(true);
});

test("a stale registration takes nothing of another registry's instance that has its id and its place", async () => {
  write('.env.sandbox', 'INSTANCE_ID=ktrdr--feat-x\nCREATED_AT=2026-02-02T00:00:00.000Z\n');
  const theirs = { container: container('0a', tree), volume: created('2026-02-02T00:00:00Z') };
  const { context, lines } = engine(theirs, theirs);
  await expect(destroy({ confirm: neverAsked, force: true }, context)).rejects.toMatchObject({
    code: 'FOREIGN_PROJECT',
  });
  expect(lines.filter((line) => / (stop|rm) /.test(line))).toEqual([]);
  // Without anything of it, the entry goes alone.
  expect(await destroy()).toMatchObject({ place: { kind: 'leave' } });
  expect(readFileSync(join(tree, '.env.sandbox'), 'utf8')).toContain('2026-02-02');
  expect(await plain().registry.list()).toEqual([]);
});

test('down leaves stopped containers of another directory where they are, and says so; with volumes it refuses', async () => {
  const theirs = container('0b', '/other').replace('running', 'exited');
  const has = { container: `${container('0a', tree)}${theirs}` };
  const { context, lines } = engine(has, has);
  const notes: string[] = [];
  const report: typeof context.report = (event) => event.type === 'note' && notes.push(event.text);
  expect(await stop({ ...context, report }, sandbox, { volumes: false, signal })).toBeDefined();
  expect(lines.filter((line) => / (stop|rm) /.test(line))).toEqual(['container stop 0a', 'container rm --force 0a']);
  expect(notes).toEqual([expect.stringMatching(/\(\/other\), are stopped, and stay: ktrdr--feat-x-0b$/)]);
  await expect(stop(context, sandbox, { volumes: true, signal })).rejects.toMatchObject({ code: 'FOREIGN_PROJECT' });
});
