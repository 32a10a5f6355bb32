import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseEnvFile } from '@ktrdr/instance';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertOk } from '../src/stage/assert-ok.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage('creates');
});
afterAll(async () => await stage.strike());

test('thirty creates at once: exactly ten succeed, each with a slot of its own', async () => {
  const clone = await stage.clone('ktrdr');
  const results = await Promise.all(
    Array.from({ length: 30 }, (_, index) => stage.ktrdr(`sandbox create at-once-${index} --json`, { cwd: clone })),
  );
  const refused = results.filter(({ exitCode }) => exitCode !== 0);
  expect(refused.map(({ exitCode }) => exitCode)).toEqual(refused.map(() => 1));
  for (const { stdout } of refused) expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'NO_FREE_SLOT' } });
  const listed = assertOk(await stage.ktrdr('sandbox list --json', { cwd: '/' }));
  const slots = Array.from({ length: 10 }, (_, index) => ({ slot: index + 1, state: 'stopped' }));
  expect(JSON.parse(listed.stdout)).toMatchObject({ instances: slots });
  for (const { exitCode, stdout } of results) {
    if (exitCode !== 0) continue;
    const { path, slot } = JSON.parse(stdout);
    expect(parseEnvFile(await readFile(join(path, '.env.sandbox'), 'utf8'))).toMatchObject({
      SLOT_NUMBER: String(slot),
    });
  }
});
