import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { runCommand } from '@ktrdr/process';
import { askRemote, wordsOf } from '../src/git/ask-remote.ts';
import { sshCommand } from '../src/git/unasking.ts';
import { realGit } from './support/real-git.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

// Real git, a remote that is a directory, and one that never answers.
const root = temporaryDirectory();
const { git, env } = realGit(root);
const options = { run: runCommand, env: { ...env, PATH: `${root}:${env.PATH}` } };
let count = 0;
let clone: string;

beforeEach(() => {
  const place = join(root, String((count += 1)));
  git(root, 'init', '-q', join(place, 'origin'));
  git(join(place, 'origin'), 'commit', '-q', '--allow-empty', '-m', 'one');
  git(join(place, 'origin'), 'branch', 'feat/x');
  git(root, 'clone', '-q', join(place, 'origin'), join(place, 'clone'));
  git(join(place, 'origin'), 'commit', '-q', '--allow-empty', '-m', 'two');
  git(join(place, 'origin'), 'tag', 'v1');
  git(join(place, 'origin'), 'branch', 'new');
  clone = join(place, 'clone');
});

const ask = async (...branches: readonly string[]) => await askRemote(options, clone, { remote: 'origin', branches });
const refs = (): string[] => git(clone, 'for-each-ref', '--format=%(refname)').trim().split('\n');

test('says where its default branch and others are, and fetches these and nothing else', async () => {
  const two = git(join(clone, '..', 'origin'), 'rev-parse', 'main').trim();
  expect(await ask('new', 'nothing')).toEqual({
    remote: 'origin',
    defaultBranch: 'main',
    heads: new Map([
      ['main', two],
      ['new', two],
    ]),
    problem: undefined,
  });
  expect(git(clone, 'rev-parse', 'origin/main', 'origin/new').trim().split('\n')).toEqual([two, two]);
  expect(refs()).not.toContain('refs/tags/v1');
  expect(existsSync(join(clone, '.git', 'FETCH_HEAD'))).toBe(false);
  // What is here already is not fetched again.
  git(clone, 'config', 'remote.origin.uploadpack', `${root}/upload`);
  writeFileSync(join(root, 'upload'), `#!/bin/sh\necho "$@" >>${root}/calls\nexec git-upload-pack "$@"\n`, {
    mode: 0o755,
  });
  await ask('new');
  expect(readFileSync(join(root, 'calls'), 'utf8').trim().split('\n')).toHaveLength(1);
});

test("a branch of the user's that the remote is configured to overwrite stays where it is", async () => {
  git(clone, 'config', '--add', 'remote.origin.fetch', '+refs/heads/main:refs/heads/vendor');
  git(clone, 'update-ref', 'refs/heads/vendor', 'HEAD');
  const before = git(clone, 'rev-parse', 'vendor').trim();
  const { heads } = await ask('new');
  expect(heads.get('main')).not.toBe(before);
  expect(git(clone, 'rev-parse', 'vendor').trim()).toBe(before);
});

test('a branch that cannot be fetched is a problem, and what it said is known all the same', async () => {
  git(clone, 'update-ref', 'refs/remotes/origin/new/below', 'HEAD');
  const answer = await ask('new');
  expect(answer.problem).toMatch(/refs\/remotes\/origin\/new/);
  expect(answer.heads.has('new')).toBe(true);
});

test('one that does not answer is given up, with all that it has started', async () => {
  writeFileSync(join(root, 'git-remote-silent'), '#!/bin/sh\ntrap "" TERM INT\nsleep 60 &\nsleep 60\n', {
    mode: 0o755,
  });
  git(clone, 'remote', 'set-url', 'origin', 'silent::ktrdr');
  const begin = performance.now();
  const answer = await askRemote(options, clone, { remote: 'origin', branches: [], timeLimitMs: 500 });
  expect(performance.now() - begin).toBeLessThan(20_000);
  expect(answer).toMatchObject({ heads: new Map(), problem: 'no answer within 0.5 s' });
});

describe('the ssh that git runs', () => {
  const quiet = '-o BatchMode=yes -o ConnectTimeout=10';
  test.each<[string, Record<string, string>, string, string | undefined]>([
    ['is told not to ask', {}, '', `ssh ${quiet}`],
    ['also the one that is configured', {}, 'ssh -i "my key"', `ssh -i "my key" ${quiet}`],
    [
      'also that of the environment, which comes first',
      { GIT_SSH_COMMAND: '/opt/ssh -v' },
      'ssh',
      `/opt/ssh -v ${quiet}`,
    ],
    ['also one with a difficult path', { GIT_SSH: '/my tools/ssh' }, '', `'/my tools/ssh' ${quiet}`],
    ['another program is left as it is', { GIT_SSH: '/opt/plink' }, '', undefined],
    ['a script is left as it is', {}, './deploy-ssh.sh', undefined],
  ])('%s', (_, environment, configured, expected) => {
    expect(sshCommand(environment, configured)).toBe(expected);
  });
});

// git 2.39.5 and OpenSSH 9.2.
test.each<[string, string]>([
  [
    "fatal: unable to access 'https://me:s3cret@example.invalid/ktrdr.git/': Could not resolve host: example.invalid\n",
    "unable to access 'https://example.invalid/ktrdr.git/': Could not resolve host: example.invalid",
  ],
  [
    "fatal: could not read Username for 'https://example.invalid': terminal prompts disabled\n",
    "could not read Username for 'https://example.invalid': terminal prompts disabled",
  ],
  [
    'ssh: Could not resolve hostname example.invalid: Name or service not known\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n',
    'ssh: Could not resolve hostname example.invalid: Name or service not known',
  ],
  [
    'git@example.invalid: Permission denied (publickey).\nfatal: Could not read from remote repository.\n',
    'git@example.invalid: Permission denied (publickey).',
  ],
  ['', 'git says nothing'],
])('of %j, the reason is %j', (stderr, reason) => {
  expect(wordsOf(stderr)).toBe(reason);
});
