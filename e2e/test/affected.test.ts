import { appendFile, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { WORKSPACE } from '../src/places.ts';
import { git } from '../src/stage/git.ts';

// A pull request runs what it affects, and nothing else: the graph that Nx sees is the one that lint holds.

let directory: string;
let clone: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'affected-'));
  clone = join(directory, 'clone');
  await git(directory, 'clone', '--quiet', WORKSPACE, clone);
  await symlink(join(WORKSPACE, 'node_modules'), join(clone, 'node_modules'));
});
afterAll(async () => await rm(directory, { recursive: true, force: true }));

const ABOVE = ['@ktrdr/bench', '@ktrdr/cli', '@ktrdr/e2e', '@ktrdr/instance', '@ktrdr/setup', '@ktrdr/terminal'];
const LIBRARIES = ['@ktrdr/compose-runner', '@ktrdr/ports', '@ktrdr/registry', '@ktrdr/secrets'];

test.each([
  [
    'packages/errors/src/index.ts',
    ['@ktrdr/errors', '@ktrdr/process', '@ktrdr/durable-files', '@ktrdr/engine', ...LIBRARIES, ...ABOVE],
  ],
  ['packages/process/src/index.ts', ['@ktrdr/process', '@ktrdr/compose-runner', '@ktrdr/secrets', ...ABOVE]],
  ['packages/durable-files/src/index.ts', ['@ktrdr/durable-files', '@ktrdr/registry', ...ABOVE]],
  ['packages/engine/src/index.ts', ['@ktrdr/engine', '@ktrdr/compose-runner', ...ABOVE]],
  ['packages/ports/src/index.ts', ['@ktrdr/ports', ...ABOVE]],
  ['packages/registry/src/index.ts', ['@ktrdr/registry', ...ABOVE]],
  // That every code of an error is listed is tested on the sources of all packages.
  ['packages/cli/src/main.ts', ['@ktrdr/bench', '@ktrdr/cli', '@ktrdr/e2e']],
])('a change of %s', async (file, expected) => {
  await appendFile(join(clone, file), '\n// changed\n');
  await git(clone, 'commit', '--quiet', '--all', '--message', 'change');
  const nx = join(clone, 'node_modules', '.bin', 'nx');
  const env = { NX_DAEMON: 'false', NX_WORKSPACE_ROOT_PATH: clone, NX_CACHE_DIRECTORY: join(directory, 'cache') };
  const { stdout } = await execa(
    nx,
    ['show', 'projects', '--affected', '--base', 'HEAD~1', '--head', 'HEAD', '--json'],
    { cwd: clone, env },
  );
  const projects: unknown = JSON.parse(stdout);
  // The repository itself is checked as a whole: format, links, unused code.
  const all = ['repository', ...expected];
  expect(projects).toEqual(expect.arrayContaining(all));
  expect(projects).toHaveLength(all.length);
});
