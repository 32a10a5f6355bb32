import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { acquireFileLock } from '@ktrdr/durable-files';
import { listInstances, parseRegistry, type RegistryDocument } from '../src/index.ts';
import { buildPrograms, startProgram, type Program, temporaryDirectory } from '@ktrdr/test-support';

jest.setTimeout(180_000);

const root = temporaryDirectory();
let file: string;
let count = 0;

beforeAll(() => buildPrograms(root, import.meta.url));
beforeEach(() => {
  const directory = join(root, String((count += 1)));
  mkdirSync(directory);
  file = join(directory, 'instances.json');
  // Large enough that a write which is not atomic would be seen half done.
  writeFileSync(file, JSON.stringify({ version: 1, note: 'x'.repeat(100_000) }));
});

/** The registry as a reader sees it at this moment: whole, with what nobody declared, and no slot twice. */
function look(): RegistryDocument {
  const document = parseRegistry(readFileSync(file, 'utf8'), file);
  expect(document['note']).toHaveLength(100_000);
  const slots = listInstances(document).map((one) => one.slot);
  expect(new Set(slots).size).toBe(slots.length);
  return document;
}

/** Sets of ids by what the programs said last about them. */
function saidOf(programs: readonly Program[]) {
  const last = new Map<string, string>();
  for (const line of programs.flatMap((program) => program.lines)) {
    const [verb = '', id = ''] = line.split(' ');
    last.set(id, verb);
  }
  const those = (...verbs: string[]) => [...last].filter(([, verb]) => verbs.includes(verb)).map(([id]) => id);
  return { present: those('claimed'), absent: those('released'), unsure: those('claiming', 'releasing') };
}

test('100 processes that write at the same time lose nothing, and a reader never sees a bad file', async () => {
  const slots = { min: 1, max: 100 };
  const programs = Array.from({ length: 100 }, (_, index) =>
    startProgram(root, 'claim', { file, id: `p${index}`, slots, lockWaitMs: 60_000, onSignal: true }),
  );
  await Promise.all(programs.map((program) => program.next()));
  for (const { child } of programs) child.stdin?.end();
  const seen = new Set<number>();
  const running = new Set(programs);
  for (const program of programs) void program.ended.then(() => running.delete(program));
  while (running.size > 0) {
    seen.add(listInstances(look()).length);
    await delay(1);
  }
  // Or nobody wrote while it read.
  expect(seen.size).toBeGreaterThan(5);

  const said = programs.flatMap((program) => program.lines.slice(1));
  const found = listInstances(look()).map((one) => `claimed ${one.instanceId} ${one.slot}`);
  expect(found).toHaveLength(100);
  expect(new Set(said)).toEqual(new Set(found));
});

test('a reader never sees a bad file while others write', async () => {
  const slots = { min: 1, max: 100 };
  const writers = ['a', 'b', 'c'].map((name) =>
    startProgram(root, 'claim-and-release', { file, name, slots, rounds: 30 }),
  );
  const running = new Set(writers);
  for (const writer of writers) void writer.ended.then(() => running.delete(writer));
  const seen = new Set<string>();
  while (running.size > 0) {
    seen.add(Object.keys(look().instances ?? {}).join());
    await delay(1);
  }
  for (const writer of writers) expect(await writer.ended).toEqual({ code: 0, signal: null, stderr: '' });
  expect(seen.size).toBeGreaterThan(20);
  expect(new Set(listInstances(look()).map((one) => one.instanceId))).toEqual(new Set(saidOf(writers).present));
});

test('kill -9 of writers at any moment: the file is whole, the lock free at once, nothing acknowledged is lost', async () => {
  const slots = { min: 1, max: 10_000 };
  const killed: Program[] = [];

  const killAfterKill = async (lane: number) => {
    for (let round = 0; round < 14; round += 1) {
      const writer = startProgram(root, 'claim-and-release', { file, name: `w${lane}-${round}`, slots });
      killed.push(writer);
      // From its first word it writes without pause; the kill meets it anywhere in that.
      await writer.next();
      await delay(Math.random() * 25);
      writer.child.kill('SIGKILL');
      expect(await writer.ended).toMatchObject({ signal: 'SIGKILL', stderr: '' });
      look();
    }
  };
  await Promise.all([1, 2, 3].map(killAfterKill));

  // With nobody left alive, the lock of the last dead one must be free: once more, alone.
  for (let round = 0; round < 6; round += 1) {
    const writer = startProgram(root, 'claim-and-release', { file, name: `last-${round}`, slots });
    killed.push(writer);
    await writer.next();
    await delay(Math.random() * 25);
    writer.child.kill('SIGKILL');
    await writer.ended;
    const attempt = await acquireFileLock({ file: `${file}.lock`, command: 'a test', waitMs: 20_000 });
    if (attempt.kind === 'held') throw new Error('a dead holder keeps the lock');
    attempt.lock.release();
    look();
  }

  const { present, absent, unsure } = saidOf(killed);
  const found = new Set(listInstances(look()).map((one) => one.instanceId));
  expect(present.filter((id) => !found.has(id))).toEqual([]);
  expect(absent.filter((id) => found.has(id))).toEqual([]);
  const known = new Set([...present, ...unsure]);
  expect([...found].filter((id) => !known.has(id))).toEqual([]);
  // Or nobody was killed in the middle of anything.
  expect(unsure.length).toBeGreaterThan(10);
});
