import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runGuide } from '../src/guides/run-guide.ts';
import { KTRDR, WORKSPACE } from '../src/places.ts';
import { fakeOp } from '../src/stage/fake-op.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// Every command of the guides is run, and prints what the guide says. UPDATE_GUIDES=1 writes the guides anew.

const GUIDES = join(WORKSPACE, 'docs', 'guides');
const GITHUB = 'https://github.com/kpiteira/ktrdr.git';
const guides = (await readdir(GUIDES)).filter((name) => name.endsWith('.md'));

let stage: Stage;
beforeEach(async () => {
  stage = await setStage('guides');
});
afterEach(async () => await stage.strike());

/** A reader's machine: `ktrdr` on the PATH, an `op` without an account, and a GitHub that is the fixture's repository. */
async function reader(): Promise<Record<string, string>> {
  const bin = join(stage.directory, 'bin');
  await mkdir(bin, { recursive: true });
  await mkdir(stage.home, { recursive: true });
  await writeFile(join(bin, 'ktrdr'), `#!/bin/sh\nexec '${process.execPath}' '${KTRDR}' "$@"\n`);
  await chmod(join(bin, 'ktrdr'), 0o755);
  await writeFile(join(stage.home, '.gitconfig'), `[url "file://${stage.origin}"]\n  insteadOf = ${GITHUB}\n`);
  const op = await fakeOp(stage.home);
  const environment = { ...stage.environment(), ...op.env };
  return {
    ...environment,
    KTRDR_HOME: join(stage.home, '.ktrdr'),
    PATH: `${bin}${delimiter}${environment['PATH'] ?? ''}`,
  };
}

test.each(guides)('%s', async (name) => {
  const file = join(GUIDES, name);
  const text = await readFile(file, 'utf8');
  const env = await reader();
  const aliases = [[stage.home, '/home/you']] as const;
  const result = await runGuide({ text, directory: stage.home, env, aliases });
  if (process.env['UPDATE_GUIDES'] === '1') await writeFile(file, result.text);
  else expect(result.differences).toEqual([]);
});
