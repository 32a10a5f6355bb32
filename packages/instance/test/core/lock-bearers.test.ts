import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env as processEnv } from 'node:process';
import { expect, test } from '@jest/globals';
import { runCommand } from '@ktrdr/process';
import { lockBearers } from '../../src/core/lock-bearers.ts';
import { interruptible } from '../../src/core/interruptible.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const directory = temporaryDirectory();
const env = { PATH: `${directory}:${processEnv['PATH']}` };

/** The bearers that macOS' programs tell of, each of them a shell script. */
async function bearersBy(
  programs: { lsof: string; ps: string },
  signals: { own?: AbortSignal; users?: AbortSignal } = {},
) {
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const run = signals.users === undefined ? runCommand : interruptible(runCommand, signals.users);
  const { signal } = signals.own === undefined ? new AbortController() : { signal: signals.own };
  return await lockBearers('/a/lock', { run, env, signal, platform: 'darwin' });
}

const TWO = 'printf "11\\n12\\n"';
const HOOK = 'sh .git/hooks/post-checkout';

test.each([
  { name: 'both are told of', lsof: TWO, ps: `echo ${HOOK}`, pids: [11, 12] },
  { name: 'nobody has it open', lsof: 'exit 1', ps: 'exit 9', pids: [] },
  { name: 'lsof has seen some of them', lsof: `${TWO}; exit 1`, ps: `echo ${HOOK}`, pids: [] },
  { name: 'ps fails', lsof: TWO, ps: 'exit 1', pids: [] },
  { name: 'ps fails for one of them', lsof: TWO, ps: `[ "$5" = 12 ] || echo ${HOOK}; [ "$5" = 11 ]`, pids: [] },
  { name: 'ps is killed at its work', lsof: TWO, ps: `printf sh; kill -9 $$`, pids: [] },
  { name: 'ps says nothing', lsof: TWO, ps: 'exit 0', pids: [] },
])('$name', async ({ lsof, ps, pids }) => {
  expect((await bearersBy({ lsof, ps })).map(({ pid }) => pid)).toEqual(pids);
});

test('whoever has the lock does not wait for an lsof that hangs', async () => {
  const own = new AbortController();
  const asked = bearersBy({ lsof: 'exec sleep 300', ps: 'exit 9' }, { own: own.signal });
  own.abort();
  expect(await asked).toEqual([]);
});

test("the user's Ctrl-C does not cut the answer short", async () => {
  const asked = bearersBy({ lsof: TWO, ps: `echo ${HOOK}` }, { users: AbortSignal.abort(new Error('Ctrl-C')) });
  expect(await asked).toHaveLength(2);
});
