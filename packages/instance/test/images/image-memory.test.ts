import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createContext } from '../../src/index.ts';
import { forgetImages, readImageMemory, writeImageMemory } from '../../src/images/image-memory.ts';
import { temporaryDirectory } from '@ktrdr/test-support';
import { connectionByRun } from '../support/connection-by-run.ts';

const home = join(temporaryDirectory(), 'home');
const run = async (command: string) => await Promise.reject(new Error(`not expected: ${command}`));
const context = createContext({ env: { KTRDR_HOME: home }, command: 'a test', connection: connectionByRun(run), run });
const memory = { app: { id: 'sha256:now', fingerprint: 'f' } };

test('half of it that a killed start has left goes with the next write, and with the instance', async () => {
  const directory = join(home, 'sandbox', 'images');
  mkdirSync(directory, { recursive: true });
  const leaveHalf = (): void => writeFileSync(join(directory, 'ktrdr--x.json.811-0123abcd.tmp'), '{');
  leaveHalf();
  await writeImageMemory(context, 'ktrdr--x', memory);
  expect(readdirSync(directory)).toEqual(['ktrdr--x.json']);
  expect(await readImageMemory(context, 'ktrdr--x')).toEqual(memory);
  leaveHalf();
  await forgetImages(context, 'ktrdr--x');
  expect(readdirSync(directory)).toEqual([]);
});
