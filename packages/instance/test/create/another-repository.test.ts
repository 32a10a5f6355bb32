import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { directoryIdentity } from '../../src/core/directory-identity.ts';
import { registeredInstances } from '../../src/core/registered-instances.ts';
import { destroyInstance } from '../../src/index.ts';
import { aContext, at, clone, git, hook, killed, place } from '../support/create-scene.ts';

const confirm = async (): Promise<boolean> => await Promise.resolve(true);

describe('what a killed create has left, while another repository is where its own was', () => {
  test.each<[string, () => void]>([
    ['a file was cut', () => writeFileSync(at('ktrdr--x', 'code.py'), 'print(1)\n')],
    ['a file was deleted', () => rmSync(at('ktrdr--x', 'code.py'))],
    [
      'something was committed',
      () => {
        git(at('ktrdr--x'), 'checkout', '-q', '--detach');
        git(at('ktrdr--x'), 'commit', '-q', '--allow-empty', '-m', 'mine');
      },
    ],
  ])('stays as it is: in its worktree %s', async (_, work) => {
    const next = aContext();
    await killed(next, { repository: await directoryIdentity(join(clone, '.git')) });
    work();
    const seen = git(at('ktrdr--x'), 'status', '--short', '--branch');
    renameSync(clone, at('before'));
    git(place, 'clone', '-q', at('ktrdr.git'), clone);
    await next.create('y');
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/ktrdr--x could not be undone.*another repository is in its place/),
    );
    const instance = (await registeredInstances(next.context)).find(({ id }) => id === 'ktrdr--x');
    if (instance === undefined) throw new Error('not registered any more');
    await destroyInstance(next.context, instance, { confirm, signal: new AbortController().signal });
    expect(existsSync(at('ktrdr--x', '.git'))).toBe(true);
    rmSync(clone, { recursive: true });
    renameSync(at('before'), clone);
    expect(git(at('ktrdr--x'), 'status', '--short', '--branch')).toBe(seen);
  });

  test('is told by what each create writes down of its repository', async () => {
    hook('cp ~/.ktrdr/sandbox/operations/ktrdr--x.json ~/journal.json');
    await aContext().create('x');
    expect(JSON.parse(readFileSync(at('journal.json'), 'utf8'))).toMatchObject({
      repository: await directoryIdentity(join(clone, '.git')),
    });
  });
});
