import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
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
  // A reader's first start builds the image.
  await stage.docker.removeImages(['ktrdr-backend:ktrdr-prod']);
});
afterEach(async () => await stage.strike());

/** A reader's machine: `ktrdr` on the PATH, an `op` without an account, and a GitHub that is the fixture's repository. */
async function reader(home: string): Promise<Record<string, string>> {
  const bin = join(stage.directory, 'bin');
  await Promise.all([bin, home, stage.home].map((directory) => mkdir(directory, { recursive: true })));
  await symlink(stage.home, join(home, '.ktrdr'));
  await writeFile(join(bin, 'ktrdr'), `#!/bin/sh\nexec '${process.execPath}' '${KTRDR}' "$@"\n`);
  await chmod(join(bin, 'ktrdr'), 0o755);
  await writeFile(join(home, '.gitconfig'), `[url "file://${stage.origin}"]\n  insteadOf = ${GITHUB}\n`);
  await installLibraries(join(home, 'node_modules', '@ktrdr'));
  const environment = { ...stage.environment(), ...(await fakeOp(stage.directory)).env };
  return { ...environment, HOME: home, PATH: `${bin}${delimiter}${environment['PATH'] ?? ''}` };
}

/** As `npm install` would: the built packages, by their names. */
async function installLibraries(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of ['compose-runner', 'errors', 'ports', 'registry']) {
    await symlink(join(WORKSPACE, 'packages', name), join(directory, name));
  }
}

test.each(guides)('%s', async (name) => {
  const file = join(GUIDES, name);
  const directory = join(stage.directory, 'you');
  const env = await reader(directory);
  const aliases = [
    [stage.home, '/home/you/.ktrdr'],
    [directory, '/home/you'],
  ] as const;
  const result = await runGuide({ text: await readFile(file, 'utf8'), directory, env, aliases });
  if (process.env['UPDATE_GUIDES'] === '1') await writeFile(file, result.text);
  else expect(result.differences).toEqual([]);
});
