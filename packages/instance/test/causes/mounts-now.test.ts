import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Container } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import { temporaryDirectory } from '@ktrdr/test-support';
import { mountsNow } from '../../src/causes/mounts-now.ts';
import type { Context } from '../../src/core/context.ts';
import { identityOf, mountedFile } from '../../src/entries/mounted-file.ts';
import { createContext } from '../../src/index.ts';
import { aContainer } from '../support/a.ts';

const root = temporaryDirectory();
let count = 0;
let data = '';
beforeEach(() => {
  data = join(root, String((count += 1)), 'data');
  mkdirSync(data, { recursive: true });
});

async function made(different: Partial<Container> = {}): Promise<Container> {
  const now = await mountedFile(data);
  const noted = typeof now === 'string' ? 'none' : identityOf(now);
  return aContainer({ binds: [{ source: data, target: '/app/data', noted }], ...different });
}

/** What `stat` says of what is at a path here. */
function insideOf(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino} /app/data\n`;
}

function replace(): void {
  renameSync(data, `${data}.old`);
  mkdirSync(data);
}

/** @param stdout of the container that is asked; undefined where it cannot be */
async function found(container: Container, stdout?: string) {
  const asked: (readonly string[])[] = [];
  const { docker } = createContext({ env: { HOME: '/nobody' }, command: 'ktrdr' });
  const context: Pick<Context, 'docker'> = {
    docker: {
      ...docker,
      exec: async (_, command) => {
        asked.push(command);
        if (stdout === undefined) throw new CodedError('it has no such program', { code: 'DOCKER_FAILED' });
        return { exitCode: 0, stdout, stderr: '' };
      },
    },
  };
  return { ...(await mountsNow(context, [container])), asked };
}

const nothing = { missingMounts: [], replacedMounts: [], asked: [] };
const old = (isSeen: boolean) => [{ service: 'backend', source: data, target: '/app/data', isSeen }];

describe('what containers mount', () => {
  test('is what it was: no container is asked', async () => {
    const container = await made();
    writeFileSync(join(data, 'more'), '');
    expect(await found(container)).toEqual(nothing);
  });

  test('is gone', async () => {
    const container = await made();
    rmSync(data, { recursive: true });
    expect(await found(container)).toEqual({ ...nothing, missingMounts: [{ service: 'backend', source: data }] });
  });

  test('is another one, and the container says of it what nobody can compare, as in a virtual machine', async () => {
    const container = await made();
    replace();
    expect((await found(container, '1048576:2 /app/data\n')).replacedMounts).toEqual(old(false));
  });

  test('is another one, and the container has the old', async () => {
    const container = await made();
    const { stdout } = { stdout: insideOf(data) };
    replace();
    expect(await found(container, stdout)).toEqual({
      missingMounts: [],
      replacedMounts: old(true),
      asked: [['stat', '-c', '%d:%i %n', '/app/data']],
    });
  });

  test('is another one, and the container was restarted since', async () => {
    const container = await made();
    replace();
    expect((await found(container, insideOf(data))).replacedMounts).toEqual([]);
  });

  test.each([
    ['cannot be asked', undefined],
    ['says something else', 'stat: not found\n'],
  ])('is another one, and the container %s', async (_, stdout) => {
    const container = await made();
    replace();
    expect((await found(container, stdout)).replacedMounts).toEqual(old(false));
  });

  test.each<[string, Partial<Container>]>([
    ['does not run', { state: 'exited' }],
    ['was made by Compose alone', { binds: [{ source: 'here', target: '/app/data' }] }],
    ['was made when nothing was there', { binds: [{ source: 'here', target: '/app/data', noted: 'none' }] }],
    ['has a text of the Compose file there', { binds: [{ source: 'here', target: '/app/data', noted: 'text 0a' }] }],
  ])('is another one, and the container %s: nothing is known of it', async (_, { binds, ...different }) => {
    const container = await made(different);
    replace();
    const own = binds?.map((bind) => Object.assign({}, bind, { source: data })) ?? container.binds;
    expect(await found({ ...container, binds: own })).toEqual(nothing);
  });
});
