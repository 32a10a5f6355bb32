import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryDirectory } from '@ktrdr/test-support';
import { homeOf } from '../../src/core/home.ts';
import { gatherHomePlaces } from '../../src/doctor/gather-records.ts';

const home = homeOf({ KTRDR_HOME: temporaryDirectory() });

test('a file in the place of any directory in which something is kept beside the registry', async () => {
  const beside = dirname(home.registry);
  const kept = Object.values(home).filter((path) => dirname(path) === beside && path !== home.registry);
  mkdirSync(beside, { recursive: true });
  expect(await gatherHomePlaces(home)).toEqual([]);
  for (const path of kept) writeFileSync(path, '');
  const found = await gatherHomePlaces(home);
  expect(new Set(found.map(({ path }) => path))).toEqual(new Set(kept));
});
