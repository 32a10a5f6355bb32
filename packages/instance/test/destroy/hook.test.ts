import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Hook } from '../../src/index.ts';
import {
  contextThat,
  destroy,
  expectDestroyed,
  killedWhileRemoving,
  main,
  no,
  tree,
} from '../support/destroy-scene.ts';

// What a user has run before anything goes.

const hook = (script: string): Hook => ({ name: 'pre-destroy', command: ['sh', '-c', script], timeoutMs: 60_000 });
const ran = () => existsSync(join(main, 'ran'));
const RUN = 'touch "$KTRDR_INSTANCE_PATH/../ktrdr/ran"';

test('runs in the directory that goes', async () => {
  await destroy({ hook: hook(`cp a.txt ../ktrdr/copied`) });
  expect(readFileSync(join(main, 'copied'), 'utf8')).toBe('a.txt');
  await expectDestroyed();
});

test('is not run without a yes', async () => {
  expect(await destroy({ hook: hook(RUN), confirm: no })).toBeUndefined();
  expect(ran()).toBe(false);
});

test('that fails lets nothing go', async () => {
  await expect(destroy({ hook: hook('exit 4') })).rejects.toMatchObject({
    code: 'HOOK_FAILED',
    message: expect.stringMatching(/pre-destroy failed with exit code 4/),
    hint: expect.stringMatching(/^Nothing was destroyed\./),
  });
  expect(existsSync(join(tree, 'a.txt'))).toBe(true);
  await destroy();
  await expectDestroyed();
});

test.each<[string, string, { readonly keepWorktree?: boolean }]>([
  ['echo x > backup.sql', 'WORK_AT_RISK', {}],
  ['mkdir output; echo x > output/backup.sql', 'IGNORED_AT_RISK', {}],
  ['echo MINE=1 >> .env.sandbox', 'IGNORED_AT_RISK', { keepWorktree: true }],
])('what it leaves in the directory (%s) is not lost with it', async (script, code, options) => {
  const { context, lines } = contextThat();
  await expect(destroy({ ...options, hook: hook(script) }, context)).rejects.toMatchObject({
    code,
    hint: expect.stringMatching(/^It appeared while the hook pre-destroy ran, and nothing was destroyed\./),
  });
  expect(lines.filter((line) => / rm /.test(line))).toEqual([]);
  await destroy({ ...options, force: true, hook: hook(script) });
  expect(existsSync(join(tree, 'a.txt'))).toBe(options.keepWorktree === true);
});

test('is not run again for what an earlier destroy has left', async () => {
  await killedWhileRemoving(() => {});
  const { context, notes } = contextThat();
  await destroy({ hook: hook(RUN) }, context);
  expect(ran()).toBe(false);
  expect(notes).toContain('The hook pre-destroy is not run: an earlier destroy has already begun.');
});

test('is not run in a directory that is another by now', async () => {
  rmSync(tree, { recursive: true });
  const { context, notes } = contextThat();
  await destroy({ hook: hook(RUN) }, context);
  expect(ran()).toBe(false);
  expect(notes.join()).toMatch(/hook pre-destroy is not run: its directory is not there/);
});
