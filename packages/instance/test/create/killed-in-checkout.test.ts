import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { finish } from '../../src/create/settle-journals.ts';
import { readJournal } from '../../src/journals/create-journal.ts';
import { aContext, administration, at, clone, commit, git, killed } from '../support/create-scene.ts';

async function cutOff(): Promise<ReturnType<typeof aContext>> {
  writeFileSync(join(clone, 'one.py'), 'one\n');
  writeFileSync(join(clone, 'two.py'), 'two\n');
  commit('more');
  const next = aContext();
  await killed(next);
  renameSync(join(administration(), 'index'), join(administration(), 'index.lock'));
  writeFileSync(at('ktrdr--x', 'code.py'), 'print(1)\nprin');
  rmSync(at('ktrdr--x', 'one.py'));
  writeFileSync(at('ktrdr--x', 'two.py'), 'mine\n');
  writeFileSync(at('ktrdr--x', 'notes'), 'mine\n');
  return next;
}

test('a create that was killed in the middle of its checkout is finished with all files, and none of somebody’s is replaced', async () => {
  const next = await cutOff();
  await next.create('y');
  expect(next.notes()).toContainEqual(
    expect.stringMatching(/finished now, because .*\. The files that git had not yet checked out are now there\.$/),
  );
  expect(git(at('ktrdr--x'), 'status', '--porcelain').split('\n')).toEqual(['M two.py', '?? notes']);
  expect(readFileSync(at('ktrdr--x', 'two.py'), 'utf8')).toBe('mine\n');
  expect(existsSync(join(administration(), 'index.lock'))).toBe(false);
});

test('also where git had not said which commit it is', async () => {
  const next = await cutOff();
  writeFileSync(join(administration(), 'HEAD'), `${'0'.repeat(40)}\n`);
  rmSync(join(administration(), 'commondir'));
  const journal = await readJournal(next.context, 'ktrdr--x');
  if (journal === undefined) throw new Error('no journal');
  await finish(next.context, journal, 'it is started');
  expect(git(at('ktrdr--x'), 'status', '--porcelain', '--branch').split('\n')).toEqual([
    '## x',
    ' M two.py',
    '?? notes',
  ]);
});

test('one that cannot be finished is not called finished: the next command tries again', async () => {
  const next = await cutOff();
  git(clone, 'config', 'filter.broken.smudge', 'false');
  git(clone, 'config', 'filter.broken.required', 'true');
  writeFileSync(join(clone, '.git', 'info', 'attributes'), 'one.py filter=broken\n');
  await next.create('y');
  expect(next.notes()).toContainEqual(
    expect.stringMatching(/could not be undone: git could not finish the checkout .* checkout-index --all/s),
  );
  expect(await readJournal(next.context, 'ktrdr--x')).toBeDefined();
  git(clone, 'config', 'filter.broken.smudge', 'cat');
  await next.create('z');
  expect(readFileSync(at('ktrdr--x', 'one.py'), 'utf8')).toBe('one\n');
  expect(await readJournal(next.context, 'ktrdr--x')).toBeUndefined();
});
