import { cpSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { assertRegisteredCheckout } from '../../src/checkout/assert-registered-checkout.ts';
import { createContext } from '../../src/index.ts';
import { anInstance, aSandbox } from '../support/a.ts';
import { realGit } from '../support/real-git.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = realpathSync(temporaryDirectory());
let count = 0;
let clone: string;
let worktree: string;

const { git, env } = realGit(root);
const context = createContext({ env, command: 'a test' });

beforeEach(() => {
  const place = join(root, String((count += 1)));
  clone = join(place, 'ktrdr');
  worktree = join(place, 'ktrdr--x');
  git(root, 'init', '-q', clone);
  git(clone, 'remote', 'add', 'origin', 'https://example.invalid/ktrdr.git');
  git(clone, 'commit', '-q', '--allow-empty', '-m', 'one');
  git(clone, 'worktree', 'add', '-q', worktree);
});

const CASES: readonly [string, 'clone' | 'worktree', () => void, boolean][] = [
  ['the clone', 'clone', () => {}, true],
  ['the worktree', 'worktree', () => {}, true],
  ['a clone that has lost its remote', 'clone', () => git(clone, 'remote', 'remove', 'origin'), true],
  ['a clone whose .git has gone', 'clone', () => rmSync(join(clone, '.git'), { recursive: true }), false],
  ['a worktree whose .git has gone', 'worktree', () => rmSync(join(worktree, '.git')), false],
  [
    'a directory made anew',
    'worktree',
    () => {
      rmSync(worktree, { recursive: true });
      mkdirSync(worktree);
    },
    false,
  ],
  [
    'a copy of a worktree that git has elsewhere',
    'worktree',
    () => {
      git(clone, 'worktree', 'move', worktree, `${worktree}-moved`);
      cpSync(`${worktree}-moved`, worktree, { recursive: true });
    },
    false,
  ],
  [
    'a worktree of another clone',
    'worktree',
    () => {
      rmSync(worktree, { recursive: true });
      git(root, 'clone', '-q', clone, `${clone}-other`);
      git(`${clone}-other`, 'worktree', 'add', '-q', '-b', 'x', worktree);
    },
    false,
  ],
  [
    'a worktree of a clone that was moved, with another clone at its old place',
    'worktree',
    () => {
      const { id, createdAt } = aSandbox();
      writeFileSync(join(worktree, '.env.sandbox'), `INSTANCE_ID=${id}\nCREATED_AT=${createdAt}\n`);
      renameSync(clone, `${clone}-moved`);
      git(`${clone}-moved`, 'worktree', 'repair');
      git(root, 'clone', '-q', `${clone}-moved`, clone);
    },
    true,
  ],
  ['a worktree whose repository is away', 'worktree', () => renameSync(clone, `${clone}-away`), true],
];

test.each(CASES)('%s', async (_, which, change, starts) => {
  const instance = which === 'clone' ? anInstance({ path: clone }) : aSandbox({ path: worktree, parentRepo: clone });
  change();
  const asserted = assertRegisteredCheckout(context, instance);
  if (starts) await expect(asserted).resolves.toBeUndefined();
  else
    await expect(asserted).rejects.toMatchObject({
      code: 'CHECKOUT_REPLACED',
      hint: expect.stringContaining('destroy'),
    });
});
