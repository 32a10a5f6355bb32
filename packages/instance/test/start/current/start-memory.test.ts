import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createContext } from '../../../src/index.ts';
import {
  digestOf,
  forgetStart,
  newKey,
  readStartMemory,
  startKey,
  type StartInput,
  writeStartMemory,
} from '../../../src/start/current/start-memory.ts';
import { aContainer } from '../../support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const ID = 'ktrdr--x';
const home = join(temporaryDirectory(), 'home');
const run = async (command: string) => await Promise.reject(new Error(`not expected: ${command}`));
const context = createContext({ env: { KTRDR_HOME: home }, command: 'a test', run });
const directory = join(home, 'sandbox', 'starts');
const input: StartInput = {
  engine: 'engine',
  composeVersion: '2.26.1',
  resolved: '{"services":{}}',
  overlay: 'services: {}',
  secrets: { DB_PASSWORD: 'tiger-salmon-4711', JWT_SECRET: 'other' },
};

test.each<[string, Partial<StartInput>]>([
  ['another Engine', { engine: 'another' }],
  ['another Compose', { composeVersion: '2.40.3' }],
  ['another file', { resolved: '{}' }],
  ['another overlay', { overlay: '' }],
  ['another secret', { secrets: { ...input.secrets, DB_PASSWORD: 'changed' } }],
  ['a secret more', { secrets: { ...input.secrets, GRAFANA_PASSWORD: 'new' } }],
  ['no secrets', { secrets: undefined }],
])('%s makes another digest', (_, different) => {
  const key = newKey();
  expect(digestOf(key, { ...input, ...different })).not.toBe(digestOf(key, input));
});

test('the same secrets in another order make the same digest, under another key another', () => {
  const key = newKey();
  const reordered = { JWT_SECRET: 'other', DB_PASSWORD: 'tiger-salmon-4711' };
  expect(digestOf(key, { ...input, secrets: reordered })).toBe(digestOf(key, input));
  expect(digestOf(newKey(), input)).not.toBe(digestOf(key, input));
});

test('what was remembered is read again, for its owner alone, and without a secret; half of it that was left goes', async () => {
  mkdirSync(directory, { recursive: true });
  const leaveHalf = (): void => writeFileSync(join(directory, `${ID}.json.811-0123abcd.tmp`), '{');
  leaveHalf();
  const key = newKey();
  const digest = digestOf(key, input);
  const networks = [{ network: 'n', networkId: 'id-of-n', aliases: [], names: [] }];
  await writeStartMemory(context, ID, { key, digest, containers: [aContainer({ networks })] });
  expect(await readStartMemory(context, ID)).toEqual({
    key,
    digest,
    containers: [{ id: 'id-of-backend', networks: ['id-of-n'] }],
  });
  expect(readdirSync(directory)).toEqual([`${ID}.json`]);
  expect(readFileSync(join(directory, `${ID}.json`), 'utf8')).not.toContain('tiger-salmon');
  expect(statSync(join(directory, `${ID}.json`)).mode & 0o077).toBe(0);
  leaveHalf();
  await forgetStart(context, ID);
  expect(readdirSync(directory)).toEqual([]);
});

test('the key of a memory is the same at every start, from before the first that became ready', async () => {
  await forgetStart(context, ID);
  const key = await startKey(context, ID);
  expect(await startKey(context, ID)).toBe(key);
  expect(await readStartMemory(context, ID)).toEqual({ key, digest: '', containers: [] });
  const digest = digestOf(key, input);
  await writeStartMemory(context, ID, { key, digest, containers: [] });
  expect(await startKey(context, ID)).toBe(key);
  expect(await readStartMemory(context, ID)).toMatchObject({ digest });
});

test.each(['', '{', '{"key":"00"}', 'null'])('%j is no memory', async (text) => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `${ID}.json`), text);
  expect(await readStartMemory(context, ID)).toBeUndefined();
});
