import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { NX, WORKSPACE } from '../src/places.ts';

test.each([
  [
    'packages/secrets/src/index.ts',
    ['secrets', 'instance', 'terminal', 'setup', 'cli'],
    ['ports', 'registry', 'errors'],
  ],
  ['packages/terminal/src/session.ts', ['terminal', 'setup', 'cli'], ['instance', 'secrets', 'ports']],
])('a change of %s concerns what depends on it, and nothing else', async (file, concerned, others) => {
  const { stdout } = await execa(NX, ['show', 'projects', '--affected', '--files', file, '--json'], {
    cwd: WORKSPACE,
    env: { NX_DAEMON: 'false' },
  });
  const affected: unknown = JSON.parse(stdout);
  expect(affected).toEqual(expect.arrayContaining(concerned.map((name) => `@ktrdr/${name}`)));
  for (const name of others) expect(affected).not.toContain(`@ktrdr/${name}`);
});
