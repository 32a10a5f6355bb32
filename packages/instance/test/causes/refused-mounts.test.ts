import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { temporaryDirectory } from '@ktrdr/test-support';
import { isRoot, refusedMounts } from '../../src/causes/refused-mounts.ts';
import type { Context } from '../../src/core/context.ts';
import { createContext } from '../../src/index.ts';
import { aContainer } from '../support/a.ts';

const here = temporaryDirectory();
const at = (name: string): string => join(here, name);
mkdirSync(at('config'));
writeFileSync(at('config/settings'), '');
chmodSync(at('config'), 0o700);

const binds = [
  { source: at('data'), target: '/app/data' },
  { source: at('config'), target: '/app/config' },
];

async function found(stdout: string, container = aContainer({ user: '1000', binds }), lines: readonly string[] = []) {
  const commands: (readonly string[])[] = [];
  const { docker } = createContext({ env: { HOME: '/nobody' }, command: 'ktrdr' });
  const context: Pick<Context, 'docker'> = {
    docker: {
      ...docker,
      exec: async (_, command) => {
        commands.push(command);
        return { exitCode: 0, stdout, stderr: '' };
      },
    },
  };
  const all = [container, { ...container, service: 'worker', id: 'other' }];
  const refused = await refusedMounts(context, all, { logs: new Map([[container.id, lines]]), isHere: true });
  return { refused, asked: commands.length };
}

test.each(['', '0', 'root', '0:0', 'root:1000'])('%s is root', (user) => expect(isRoot(user)).toBe(true));
test.each(['1000', 'ktrdr', '1000:0', '01'])('%s is not', (user) => expect(isRoot(user)).toBe(false));

describe('what is tried in a container', () => {
  test('once for those that see the same, and the owner is told', async () => {
    const { refused, asked } = await found('1000\n1\n');
    expect(asked).toBe(1);
    expect(refused).toMatchObject(
      ['backend', 'worker'].map((service) => ({
        service,
        source: at('config'),
        target: '/app/config',
        said: 'tried in the container: uid 1000 may not read /app/config',
        owner: { path: at('config'), mode: '0700' },
      })),
    );
  });

  test.each([
    ['nothing is refused', '1000\n', {}, 1],
    ['no shell', 'exec: "sh": executable file not found\n', {}, 1],
    ['one that is root', '0\n1\n', { user: '' }, 0],
    ['one that does not run', '1000\n1\n', { state: 'exited' }, 0],
    ['one that mounts nothing', '1000\n', { binds: [] }, 0],
  ])('%s', async (_, stdout, different, asked) => {
    expect(await found(stdout, aContainer({ user: '1000', binds, ...different }))).toEqual({ refused: [], asked });
  });
});

describe('what the last lines say', () => {
  const dead = aContainer({ state: 'exited', user: 'ktrdr', binds });
  test.each([
    ['Python', "PermissionError: [Errno 13] Permission denied: '/app/config/settings'", 'config/settings'],
    ['a shell', 'cat: /app/config/settings: Permission denied', 'config/settings'],
    ['Node', "Error: EACCES: permission denied, open '/app/config/settings'", 'config/settings'],
    ['Go', 'open /app/config: permission denied', 'config'],
  ])('%s', async (_, line, name) => {
    const { refused } = await found('', dead, ['Traceback', line]);
    expect(refused).toMatchObject([
      { service: 'backend', source: at(name), said: line, owner: { path: at('config') } },
    ]);
  });

  test('of a file that is not there, the directory is told in which it was to be made', async () => {
    const { refused } = await found('', dead, ['/app/config/new/file: Permission denied']);
    expect(refused).toMatchObject([{ source: at('config/new/file'), owner: { path: at('config') } }]);
  });

  test('of a file in an open directory, the file itself', async () => {
    mkdirSync(at('data'), { mode: 0o755 });
    writeFileSync(at('data/prices'), '', { mode: 0o600 });
    const { refused } = await found('', dead, ['/app/data/prices: Permission denied']);
    expect(refused).toMatchObject([{ owner: { path: at('data/prices'), mode: '0600' } }]);
  });

  test.each(['/app/configuration: Permission denied', '/etc/shadow: Permission denied', '/app/config: no such file'])(
    'not of a mount: %s',
    async (line) => expect((await found('', dead, [line])).refused).toEqual([]),
  );
});
