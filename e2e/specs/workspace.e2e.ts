import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import * as z from 'zod';
import { NX, WORKSPACE } from '../src/places.ts';
import { PUBLISHED_COMMANDS, PUBLISHED_LIBRARIES } from '@ktrdr/packaging/published';

test.each([
  [
    'packages/secrets/src/index.ts',
    ['secrets', 'instance', 'terminal', 'setup', 'cli'],
    ['ports', 'registry', 'errors'],
  ],
  ['packages/terminal/src/program/session.ts', ['terminal', 'setup', 'cli'], ['instance', 'secrets', 'ports']],
])('a change of %s concerns what depends on it, and nothing else', async (file, concerned, others) => {
  const { stdout } = await execa(NX, ['show', 'projects', '--affected', '--files', file, '--json'], {
    cwd: WORKSPACE,
    env: { NX_DAEMON: 'false' },
  });
  const affected: unknown = JSON.parse(stdout);
  expect(affected).toEqual(expect.arrayContaining(concerned.map((name) => `@ktrdr/${name}`)));
  for (const name of others) expect(affected).not.toContain(`@ktrdr/${name}`);
});

test('the demo leaves both commands and every library that is published built', async () => {
  const { DEMO_PROJECTS } = z
    .object({ DEMO_PROJECTS: z.string() })
    .parse(await import(pathToFileURL(join(WORKSPACE, 'scripts', 'demo-projects.mjs')).href));
  const { stdout } = await execa(NX, ['show', 'projects', '--projects', DEMO_PROJECTS, '--json'], {
    cwd: WORKSPACE,
    env: { NX_DAEMON: 'false' },
  });
  const names = [...PUBLISHED_COMMANDS, ...PUBLISHED_LIBRARIES];
  expect(JSON.parse(stdout)).toEqual(expect.arrayContaining(names.map((name) => `@ktrdr/${name}`)));
});

test.each([
  ['ktrdr', 'ktrdr'],
  ['ktrdr-setup', 'ktrdr-setup'],
  // pnpm's programs do not tell by which name they were called.
  ['ktrdr-env', 'ktrdr'],
])('%s runs from node_modules/.bin of a clone', async (name, called) => {
  const { stdout } = await execa(join(WORKSPACE, 'node_modules', '.bin', name), ['--help']);
  expect(stdout).toContain(`Usage: ${called} [options]`);
});

test.each(['ktrdr', 'ktrdr-env', 'ktrdr-setup'])('%s runs from bin of a clone, and names itself so', async (name) => {
  const { stdout } = await execa(join(WORKSPACE, 'bin', name), ['--help']);
  expect(stdout).toContain(`Usage: ${name} [options]`);
});

test.each(['ktrdr', 'ktrdr-env'])('as %s, linked as npm does it, it names itself so', async (name) => {
  const directory = await mkdtemp(join(tmpdir(), 'ktrdr-names-'));
  try {
    await symlink(join(WORKSPACE, 'packages', 'cli', 'bin', 'ktrdr.cjs'), join(directory, name));
    const { stdout } = await execa(join(directory, name), ['--help']);
    expect(stdout).toContain(`Usage: ${name} [options]`);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('the libraries are found from the clone, by their names', async () => {
  const script =
    "const { portsOfSlot, ktrdrLayout } = await import('@ktrdr/ports'); console.log(portsOfSlot(ktrdrLayout, 3)[0].port);";
  const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', script], { cwd: WORKSPACE });
  expect(stdout).toBe('8003');
});
