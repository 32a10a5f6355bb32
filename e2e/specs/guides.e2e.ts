import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runGuide } from '../src/guides/run-guide.ts';
import { KTRDR, WORKSPACE } from '../src/places.ts';
import { fakeOp } from '../src/stage/fake-op.ts';
import { fakeUv } from '../src/stage/fake-uv.ts';
import { settleDocker } from '../src/stage/settle-docker.ts';
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

/** A reader's machine: `ktrdr` on the PATH, an `op` without an account, a `uv`, and a GitHub that is the fixture's repository. */
async function reader(home: string): Promise<Record<string, string>> {
  const bin = join(stage.directory, 'bin');
  await Promise.all([bin, home, stage.home].map((directory) => mkdir(directory, { recursive: true })));
  await symlink(stage.home, join(home, '.ktrdr'));
  const hidden = await settleDocker(home);
  const ktrdr = `exec '${process.execPath}' '${KTRDR}'`;
  await program(join(bin, 'ktrdr'), `${ktrdr} "$@"`);
  // What npx fetches is what is built here.
  await program(join(bin, 'npx'), `[ "$1" = @ktrdr/setup ] && shift && ${ktrdr} setup "$@"; exit 1`);
  await writeFile(join(home, '.gitconfig'), `[url "file://${stage.origin}"]\n  insteadOf = ${GITHUB}\n`);
  await installLibraries(join(home, 'node_modules', '@ktrdr'));
  const op = await fakeOp(stage.directory);
  const { env } = fakeUv(stage.directory, op.env['PATH']);
  // A reader's home lies in no repository; this one lies in ours.
  const outside = { GIT_CEILING_DIRECTORIES: stage.directory };
  const environment = Object.fromEntries(
    Object.entries(stage.environment()).filter(([variable]) => !hidden.includes(variable)),
  );
  return { ...environment, ...op.env, ...env, ...outside, HOME: home, PATH: `${bin}${delimiter}${env['PATH'] ?? ''}` };
}

async function program(file: string, script: string): Promise<void> {
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

/** As `npm install` would: the built packages, by their names. */
async function installLibraries(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of ['compose-runner', 'durable-files', 'engine', 'errors', 'ports', 'process', 'registry']) {
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
