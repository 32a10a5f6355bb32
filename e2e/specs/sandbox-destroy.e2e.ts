import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { KTRDR } from '../src/places.ts';
import type { KtrdrResult } from '../src/run-ktrdr.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { git } from '../src/stage/git.ts';
import { hashTree } from '../src/stage/hash-tree.ts';
import { giveTo, ordinaryUser } from '../src/stage/ordinary-user.ts';
import { KEYS, openTerminal } from '../src/stage/open-terminal.ts';
import { registerSandbox } from '../src/stage/register-sandbox.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { tracesOf } from '../src/stage/traces-of.ts';

let stage: Stage;
let clone: string;
let sandbox: string;
/** Another checkout with work that is nowhere else. */
let other: string;

const ID = 'ktrdr--feat-x';
const ktrdr = async (args: string, different: Partial<Parameters<Stage['ktrdr']>[1]> = {}): Promise<KtrdrResult> =>
  await stage.ktrdr(args, { cwd: sandbox, ...different });

beforeAll(async () => {
  stage = await setStage('sandbox-destroy');
  clone = await stage.clone('ktrdr');
  sandbox = join(stage.directory, ID);
  other = await stage.clone('elsewhere/other');
  await writeFile(join(other, 'days-of-work.txt'), 'not even committed');
  // A container that writes as root where git looks away.
  const command = ['sh', '-c', 'mkdir -p /cache/owned/deep && touch /cache/owned/deep/file && exec sleep infinity'];
  const store = {
    image: stage.appImage,
    command,
    user: '0:0',
    init: true,
    volumes: ['data:/data', './cache:/cache'],
    healthcheck: { test: ['CMD', 'test', '-f', '/cache/owned/deep/file'] },
  };
  await writeFile(
    join(clone, 'docker-compose.sandbox.yml'),
    JSON.stringify({ services: { store }, volumes: { data: {} } }),
  );
  await appendFile(join(clone, '.gitignore'), '/cache/\n');
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '-q', '-m', 'a small stack');
});
afterAll(async () => await stage.strike());

beforeEach(async () => {
  assertOk(await stage.ktrdr('sandbox create feat-x --from HEAD', { cwd: clone }));
});
afterEach(async () => {
  await ktrdr(`sandbox destroy --force --name ${ID}`, { cwd: '/' });
  await rm(sandbox, { recursive: true, force: true });
  await git(clone, 'worktree', 'unlock', sandbox).catch(() => {});
  await git(clone, 'worktree', 'prune');
  await git(clone, 'branch', '-D', 'feat-x');
});

async function up(): Promise<void> {
  assertOk(await ktrdr('sandbox up --no-secrets'));
  expect((await tracesOf(stage.docker, ID)).length).toBe(3);
}

async function worktrees(): Promise<string> {
  return (await execa('git', ['-C', clone, 'worktree', 'list', '--porcelain'])).stdout;
}

async function expectDestroyed(): Promise<void> {
  expect(await tracesOf(stage.docker, ID)).toEqual([]);
  expect(existsSync(sandbox)).toBe(false);
  expect(await worktrees()).not.toContain(ID);
  const again = await ktrdr(`sandbox destroy --yes --name ${ID}`, { cwd: '/' });
  expect(again).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/no sandbox ktrdr--feat-x is registered/i),
  });
}

describe('a sandbox that runs', () => {
  beforeEach(up);

  test('goes whole, from inside of it, and nothing else does', async () => {
    const before = [await hashTree(other), await hashTree(join(clone, 'ktrdr')), await hashTree(stage.origin)];
    const command = `cd "$2" && "$0" "$1" sandbox destroy --yes; "$0" "$1" sandbox destroy --yes`;
    const result = await execa('sh', ['-c', command, process.execPath, KTRDR, join(sandbox, 'cache')], {
      env: stage.environment(),
      extendEnv: false,
      reject: false,
      all: true,
    });
    expect(result.all).toMatch(/ktrdr--feat-x is destroyed[^]*its branch is kept/);
    expect(result.all).toContain(`cd ${clone}`);
    // The second one stands in a directory that is gone.
    expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/not in a sandbox's directory/i) });
    expect([await hashTree(other), await hashTree(join(clone, 'ktrdr')), await hashTree(stage.origin)]).toEqual(before);
    await expectDestroyed();
  });

  test('stays as it is without a yes, in a dry run, without an Engine, and with work that is nowhere else', async () => {
    await writeFile(join(sandbox, 'notes.txt'), 'x');
    await git(sandbox, 'checkout', '-q', '--detach');
    await git(sandbox, 'commit', '-q', '--allow-empty', '-m', 'on no branch');
    const everything = async () => await Promise.all([sandbox, clone, other].map(async (path) => await hashTree(path)));
    const before = await everything();

    const dry = assertOk(await ktrdr('sandbox destroy --dry-run --json'));
    expect(JSON.parse(dry.stdout)).toMatchObject({
      id: ID,
      destroyed: false,
      containers: [`${ID}-store-1`],
      volumes: [`${ID}_data`],
      directory: 'removed',
      workAtRisk: [
        { kind: 'commit', what: expect.stringContaining('on no branch') },
        { kind: 'untracked', what: 'notes.txt' },
      ],
    });
    const risky = await ktrdr('sandbox destroy --yes');
    expect(risky).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/1 untracked file, 1 commit on no branch[^]*notes\.txt[^]*--force/),
    });
    const unreachable = await ktrdr('sandbox destroy --force', { env: { DOCKER_HOST: 'unix:///nowhere.sock' } });
    expect(unreachable).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/engine cannot be reached/i) });
    expect(await everything()).toEqual(before);
    await rm(join(sandbox, 'notes.txt'));
    await git(sandbox, 'checkout', '-q', 'feat-x');
    const unasked = await ktrdr('sandbox destroy');
    expect(unasked).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/not confirmed.*nothing was done/i) });
    expect(existsSync(join(sandbox, '.env.sandbox'))).toBe(true);
    expect((await tracesOf(stage.docker, ID)).length).toBe(3);

    await writeFile(join(sandbox, 'notes.txt'), 'x');
    assertOk(await ktrdr('sandbox destroy --force'));
    await expectDestroyed();
  });

  test('what was typed before it asks is no answer', async () => {
    const env = stage.environment();
    const terminal = openTerminal(`'${process.execPath}' '${KTRDR}' sandbox destroy`, { cwd: sandbox, env });
    terminal.type(`y${KEYS.enter}y`);
    await terminal.see(`Destroy ${ID}`);
    await terminal.see('[y/N]');
    terminal.type(KEYS.enter);
    expect(await terminal.end()).toMatchObject({
      exitCode: 1,
      shown: expect.stringContaining('not confirmed; nothing was done'),
    });
    expect(existsSync(sandbox)).toBe(true);
  });

  test('with --keep-worktree only the directory stays, and is the user’s', async () => {
    await writeFile(join(sandbox, 'notes.txt'), 'x');
    await appendFile(join(sandbox, '.env.sandbox'), 'MY_TOKEN=1\n');
    const refused = await ktrdr('sandbox destroy --yes --keep-worktree --name feat-x', { cwd: '/' });
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/\.env\.sandbox: 1 line of yours[^]*--keep-worktree --discard-ignored/),
    });
    expect((await tracesOf(stage.docker, ID)).length).toBe(3);
    assertOk(await ktrdr('sandbox destroy --yes --keep-worktree --discard-ignored --name feat-x', { cwd: '/' }));
    expect(await tracesOf(stage.docker, ID)).toEqual([]);
    expect(existsSync(join(sandbox, 'notes.txt'))).toBe(true);
    expect(existsSync(join(sandbox, '.env.sandbox'))).toBe(false);
    expect(await worktrees()).not.toContain('locked');
    await git(clone, 'worktree', 'remove', '--force', sandbox);
  });

  test('loses its containers alone where somebody has moved another worktree to its place', async () => {
    const mine = join(stage.directory, 'mine');
    const away = join(stage.directory, 'away');
    await git(clone, 'worktree', 'add', '-q', '--detach', mine);
    await git(mine, 'commit', '-q', '--allow-empty', '-m', 'nowhere else');
    await rename(sandbox, away);
    await rename(mine, sandbox);
    const result = await ktrdr('sandbox destroy --yes --name feat-x', { cwd: '/' });
    assertOk(result);
    expect(result.stdout).toContain('is no longer the worktree that was registered');
    expect(await tracesOf(stage.docker, ID)).toEqual([]);
    expect((await execa('git', ['-C', sandbox, 'log', '-1', '--format=%s'])).stdout).toBe('nowhere else');
    for (const path of [sandbox, away]) await rm(path, { recursive: true });
  });

  test('is not destroyed by another registry’s sandbox of the same name', async () => {
    const home = stage.otherHome();
    const elsewhere = join(stage.directory, 'elsewhere', ID);
    await git(other, 'worktree', 'add', '-q', '--detach', elsewhere);
    await registerSandbox(home, { instanceId: ID, path: elsewhere, parentRepo: other });
    const result = await ktrdr('sandbox destroy --force', { cwd: elsewhere, home });
    expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(sandbox) });
    await stage.docker.command(['stop', '-t', '1', `${ID}-store-1`]);
    const down = assertOk(await ktrdr('sandbox down', { cwd: elsewhere, home }));
    expect(down.output).toMatch(/are stopped, and stay: ktrdr--feat-x-store-1[^]*is stopped; its volumes are kept/);
    expect((await tracesOf(stage.docker, ID)).length).toBe(3);
  });

  test('a container that has the label of its project from somebody’s hand, and no other, is not taken for one of its', async () => {
    await up();
    const label = `com.docker.compose.project=${ID}`;
    const byHand = 'ktrdr-test-by-hand';
    await execa('docker', ['create', '--name', byHand, '--label', label, stage.appImage, 'true']);
    try {
      const stderr = expect.stringMatching(
        /Container ktrdr-test-by-hand has the labels of Compose project.*docker rm -f ktrdr-test-by-hand/s,
      );
      expect(await ktrdr('sandbox down')).toMatchObject({ exitCode: 1, stderr });
    } finally {
      await execa('docker', ['rm', '--force', byHand]);
    }
    assertOk(await ktrdr('sandbox destroy --force'));
    await expectDestroyed();
  });

  test('a container of one’s own, run from an image of one of its containers, is not taken for that one', async () => {
    await up();
    const [image, experiment] = ['ktrdr-test-mine:experiment', 'ktrdr-test-experiment'];
    await execa('docker', ['commit', `${ID}-store-1`, image]);
    try {
      await execa('docker', ['create', '--name', experiment, image, 'sleep', 'infinity']);
      try {
        await execa('docker', ['start', experiment]);
        for (const command of ['destroy --force', 'down', 'up --no-secrets', 'status']) {
          const result = await ktrdr(`sandbox ${command}`);
          expect(result.stderr).toContain(`Container ${experiment} has the labels of Compose project ${ID}`);
          expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`docker rm -f ${experiment}`) });
        }
        expect((await tracesOf(stage.docker, ID)).length).toBe(4);
      } finally {
        await execa('docker', ['rm', '--force', experiment]);
      }
    } finally {
      await execa('docker', ['image', 'rm', image]);
    }
    assertOk(await ktrdr('sandbox destroy --force'));
    await expectDestroyed();
  });

  test('killed while containers stop, it is finished by the next run', async () => {
    const child = execa(process.execPath, [KTRDR, 'sandbox', 'destroy', '--yes'], {
      cwd: sandbox,
      env: stage.environment(),
      extendEnv: false,
      reject: false,
      all: true,
      detached: true,
    });
    await new Promise<void>((resolve) => {
      child.all.on('data', (chunk: Buffer) => {
        if (/Stopping|remove containers/.test(chunk.toString())) resolve();
      });
      void child.then(() => resolve());
    });
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await child;
    assertOk(await ktrdr('sandbox destroy --yes'));
    await expectDestroyed();
  });
});

test('files that containers own do not keep an ordinary user from it', async () => {
  const user = await ordinaryUser(stage.docker);
  const home = join(stage.directory, 'home-other');
  const place = join(stage.directory, 'place');
  await mkdir(place);
  const theirs = await stage.clone('place/ktrdr');
  await git(theirs, 'pull', '-q', clone, 'main');
  const path = join(place, 'ktrdr--owned');
  await mkdir(home, { recursive: true });
  for (const directory of [home, place]) await giveTo(user, directory);
  const as = { cwd: path, home, user, env: { DOCKER_CONFIG: join(home, '.docker') } };
  assertOk(await stage.ktrdr('sandbox create owned --from HEAD', { ...as, cwd: theirs }));
  assertOk(await stage.ktrdr('sandbox up --no-secrets', as));
  // What they may not remove themselves.
  const removal = await execa('rm', ['-r', join(path, 'cache')], { ...user, reject: false });
  expect(removal.stderr).toMatch(/permission denied/i);
  assertOk(await stage.ktrdr('sandbox destroy --yes', as));
  expect(existsSync(path)).toBe(false);
  expect(await tracesOf(stage.docker, 'ktrdr--owned')).toEqual([]);
  expect((await execa('git', ['-C', theirs, 'worktree', 'list'], { ...user })).stdout.split('\n')).toHaveLength(1);
});

describe('what is not ours to remove', () => {
  test('a worktree that was adopted stays, but for .env.sandbox', async () => {
    await git(clone, 'worktree', 'unlock', sandbox);
    await writeFile(join(sandbox, 'notes.txt'), 'x');
    await appendFile(join(sandbox, '.env.sandbox'), '# mine\nMY_TOKEN=1\n');
    const dry = assertOk(await ktrdr('sandbox destroy --dry-run'));
    expect(dry.output).toContain('your own lines, deleted with .env.sandbox: 2');
    expect((await ktrdr('sandbox destroy --yes')).exitCode).toBe(1);
    const env = stage.environment();
    const terminal = openTerminal(`'${process.execPath}' '${KTRDR}' sandbox destroy`, { cwd: sandbox, env });
    await terminal.see('with 2 lines of yours in .env.sandbox? [y/N]');
    terminal.type(KEYS.enter);
    expect(await terminal.end()).toMatchObject({ exitCode: 1 });
    expect(await readFile(join(sandbox, '.env.sandbox'), 'utf8')).toContain('MY_TOKEN=1');
    const result = assertOk(await ktrdr('sandbox destroy --yes --discard-ignored'));
    expect(result.output).toMatch(/files in .* are unchanged/i);
    expect(existsSync(join(sandbox, 'notes.txt'))).toBe(true);
  });

  test('local-prod has a command of its own', async () => {
    const localProd = await stage.clone();
    assertOk(await ktrdr('local-prod init', { cwd: localProd }));
    const before = await hashTree(localProd);
    const here = await ktrdr('sandbox destroy --force', { cwd: localProd });
    const named = await ktrdr('sandbox destroy --force --name ktrdr-prod');
    for (const result of [here, named]) {
      expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('ktrdr local-prod destroy') });
    }
    expect(await hashTree(localProd)).toBe(before);
    assertOk(await ktrdr('local-prod destroy --force'));
  });

  test('outside of any sandbox there is nothing to destroy', async () => {
    expect((await ktrdr('sandbox destroy --force', { cwd: other })).exitCode).toBe(1);
    expect(existsSync(join(other, 'days-of-work.txt'))).toBe(true);
    expect(existsSync(sandbox)).toBe(true);
  });
});
