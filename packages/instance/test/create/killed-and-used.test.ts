import { appendFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Run } from '@ktrdr/process';
import { createSandbox } from '../../src/index.ts';
import { readJournal } from '../../src/journals/create-journal.ts';
import { aResult } from '../support/a.ts';
import { aContext, administration, at, branches, clone, commit, git, killed } from '../support/create-scene.ts';

const bound = (directory: string): string =>
  JSON.stringify({ id: 'f00', name: 'theirs', state: 'running', project: 'other', binds: directory });

/** What somebody does before the next create. */
type Use = (next: ReturnType<typeof aContext>) => void | Promise<void>;

describe('what a killed create has made stays where somebody else', () => {
  test.each<[string, RegExp, Use]>([
    [
      'shares data from it',
      /docs: data that all instances share/,
      ({ context }) => {
        mkdirSync(context.home.shared, { recursive: true });
        symlinkSync(at('ktrdr--x', 'docs'), context.home.strategies);
      },
    ],
    [
      'names a directory of it',
      /docs: KTRDR_DATA_DIR of ktrdr--mine/,
      async ({ create }) => {
        await create('mine');
      },
    ],
    ['has a directory of it mounted', /docs: mounted in container theirs, running/, () => {}],
    [
      'borrows objects from it',
      /ktrdr\/\.git borrows objects from it/,
      () => {
        const info = join(clone, '.git', 'objects', 'info');
        mkdirSync(info, { recursive: true });
        mkdirSync(at('ktrdr--x', '.git-objects'));
        writeFileSync(join(info, 'alternates'), `${join(administration(), 'modules', 'sub', 'objects')}\n`);
      },
    ],
    [
      'has made commits on no branch',
      /finished now, because .*precious/,
      () => {
        git(at('ktrdr--x'), 'checkout', '-q', '--detach');
        git(at('ktrdr--x'), 'commit', '-q', '--allow-empty', '-m', 'precious');
        git(at('ktrdr--x'), 'checkout', '-q', 'x');
      },
    ],
    [
      'has fetched what is nowhere else',
      /finished now, because .*fetched/,
      () => {
        git(clone, 'clone', '-q', clone, at('other'));
        git(at('other'), 'commit', '-q', '--allow-empty', '-m', 'fetched');
        git(at('ktrdr--x'), 'fetch', '-q', at('other'), 'main');
      },
    ],
    [
      'has made a sandbox of it, in another registry',
      /finished now, because .*\.env\.sandbox/,
      () =>
        writeFileSync(at('ktrdr--x', '.env.sandbox'), 'INSTANCE_ID=ktrdr--x\nCREATED_AT=2025-05-05T00:00:00.000Z\n'),
    ],
  ])('%s', async (what, told, use) => {
    mkdirSync(join(clone, 'docs'));
    writeFileSync(join(clone, 'docs', 'a'), 'a\n');
    commit('docs');
    const next = aContext(undefined, (line) =>
      what.includes('mounted') && line.startsWith('ps --all') ? bound(at('ktrdr--x', 'docs')) : undefined,
    );
    if (what.startsWith('names')) {
      await use(next);
      appendFileSync(at('ktrdr--mine', '.env.sandbox'), 'KTRDR_DATA_DIR=../ktrdr--x/docs\n');
    }
    await killed(next);
    if (!what.startsWith('names')) await use(next);
    await next.create('y');
    expect(next.notes()).toContainEqual(expect.stringMatching(told));
    expect(existsSync(at('ktrdr--x', 'code.py'))).toBe(true);
    expect(branches()).toContain('x');
  });
});

test.each<[string, (file: string) => void]>([
  ['cannot be read', (file) => mkdirSync(file)],
  ['is a link', (file) => symlinkSync('elsewhere', file)],
])(
  'a killed create stays as it is while the .env.sandbox of another instance %s, and a warning says so',
  async (_, make) => {
    const next = aContext();
    await next.create('mine');
    await killed(next);
    rmSync(at('ktrdr--mine', '.env.sandbox'));
    make(at('ktrdr--mine', '.env.sandbox'));
    await next.create('y');
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/ktrdr--x could not be undone: .*ktrdr--mine\/\.env\.sandbox/),
    );
    expect(existsSync(at('ktrdr--x', 'code.py'))).toBe(true);
    expect(await readJournal(next.context, 'ktrdr--x')).toBeDefined();
  },
);

test.each<[string, () => void]>([
  [
    'rebasing',
    () => {
      git(clone, 'checkout', '-q', 'x');
      git(clone, '-c', 'sequence.editor=echo break >', 'rebase', '-q', '-i', '--root');
    },
  ],
  [
    'bisecting',
    () => {
      git(clone, 'checkout', '-q', 'x');
      git(clone, 'bisect', 'start');
      git(clone, 'checkout', '-q', '--detach');
    },
  ],
])('the branch of a killed create stays while somebody is %s it', async (_, work) => {
  const next = aContext();
  const left = await killed(next);
  git(clone, 'worktree', 'remove', '-f', '-f', left.path);
  work();
  expect(branches().some((line) => line === 'x')).toBe(true);
  await next.create('y', { from: 'main' });
  expect(branches()).toContain('x');
});

test('files of a killed create are not called work where git has no room to look at them', async () => {
  const next = aContext();
  const left = await killed(next);
  const full: Run = async (command, args, options) =>
    args.includes('read-tree')
      ? aResult({ exitCode: 128, stderr: 'fatal: unable to write new index file' })
      : await next.context.run(command, args, options);
  const options = { name: 'y', directory: clone, keepVolumes: false, signal: new AbortController().signal };
  await createSandbox({ ...next.context, run: full }, options);
  expect(next.notes()).toContainEqual(expect.stringMatching(/create of ktrdr--x could not be undone/));
  expect(existsSync(left.path)).toBe(true);
});
