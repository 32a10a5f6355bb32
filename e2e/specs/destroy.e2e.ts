import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { KTRDR } from '../src/places.ts';
import { git } from '../src/stage/git.ts';
import { hashTree } from '../src/stage/hash-tree.ts';
import { KEYS, openTerminal } from '../src/stage/open-terminal.ts';
import { writeSmallStack } from '../src/stage/small-stack.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { tracesOf } from '../src/stage/traces-of.ts';

// A destroy that worked on the current directory once erased days of unpushed work.

let stage: Stage;
let clone: string;
/** A sandbox-like checkout with work that is nowhere else: what must never be touched. */
let sandbox: string;
let work: string;

beforeAll(async () => {
  stage = await setStage('destroy');
  work = join(stage.directory, 'work');
  await mkdir(work);
  sandbox = await stage.clone('work/ktrdr--stream-b');
  await git(sandbox, 'checkout', '-q', '-b', 'unpushed');
  await writeFile(join(sandbox, 'days-of-work.txt'), 'committed, not pushed');
  await git(sandbox, 'add', '--all');
  await git(sandbox, 'commit', '-q', '-m', 'days of work');
  await writeFile(join(sandbox, 'uncommitted.txt'), 'not even committed');
  await writeFile(
    join(sandbox, '.env.sandbox'),
    'COMPOSE_PROJECT_NAME=ktrdr--stream-b\nINSTANCE_ID=ktrdr--stream-b\nSLOT_NUMBER=1\n',
  );
});
afterAll(async () => await stage.strike());

beforeEach(async () => {
  clone = await stage.clone();
  await writeSmallStack(clone, stage.appImage);
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
  assertOk(await stage.ktrdr('local-prod up --no-secrets', { cwd: clone }));
  expect((await tracesOf(stage.docker, 'ktrdr-prod')).length).toBe(3);
});
afterEach(async () => {
  await stage.ktrdr('local-prod destroy --force', { cwd: stage.directory });
  await rm(clone, { recursive: true, force: true });
});

async function expectDestroyed(): Promise<void> {
  expect(await tracesOf(stage.docker, 'ktrdr-prod')).toEqual([]);
  const again = await stage.ktrdr('local-prod destroy --force', { cwd: stage.directory });
  expect(again.stderr).toMatch(/No local-prod instance exists/);
}

describe('destroy acts on the registered local-prod, wherever it is called', () => {
  test('from a sandbox-like directory with its own .env.sandbox', async () => {
    const before = await hashTree(work);
    const result = await stage.ktrdr('local-prod destroy --force', { cwd: sandbox });
    expect(result.exitCode).toBe(0);
    expect(result.output).toContain(clone);
    expect(result.output).toMatch(/current directory, .*ktrdr--stream-b, is not touched/);
    expect(await hashTree(work)).toBe(before);
    expect(existsSync(join(clone, '.env.sandbox'))).toBe(false);
    expect(existsSync(join(clone, 'ktrdr'))).toBe(true);
    await expectDestroyed();
  });

  test('lines of a person’s in its .env.sandbox are named, and a yes lets them go', async () => {
    await appendFile(join(clone, '.env.sandbox'), 'MY_TOKEN=1\n');
    const dry = assertOk(await stage.ktrdr('local-prod destroy --dry-run --json', { cwd: '/' }));
    expect(JSON.parse(dry.stdout)).toMatchObject({ ignored: [{ what: '.env.sandbox', ownLines: 1 }] });
    const env = stage.environment();
    const terminal = openTerminal(`'${process.execPath}' '${KTRDR}' local-prod destroy`, { cwd: clone, env });
    await terminal.see('the database in its volumes and 1 line of yours in .env.sandbox:');
    terminal.type(KEYS.enter);
    expect(await terminal.end()).toMatchObject({ exitCode: 1 });
    expect(existsSync(join(clone, '.env.sandbox'))).toBe(true);
    const result = assertOk(await stage.ktrdr('local-prod destroy --yes', { cwd: '/' }));
    expect(result.output).toContain('your own lines, deleted with .env.sandbox: 1');
    expect(existsSync(join(clone, '.env.sandbox'))).toBe(false);
    await expectDestroyed();
  });

  test('from /', async () => {
    const before = await hashTree(work);
    assertOk(await stage.ktrdr('local-prod destroy --yes', { cwd: '/' }));
    expect(await hashTree(work)).toBe(before);
    await expectDestroyed();
  });

  test('through a symbolic link', async () => {
    const link = join(stage.directory, 'link');
    await symlink(clone, link);
    const before = await hashTree(work);
    const result = await stage.ktrdr('local-prod destroy --force', { cwd: join(link, 'ktrdr') });
    expect(result.exitCode).toBe(0);
    expect(result.output).not.toMatch(/is not touched/);
    expect(await hashTree(work)).toBe(before);
    expect(existsSync(join(clone, 'ktrdr'))).toBe(true);
    await expectDestroyed();
    await rm(link);
  });

  test('from a directory that has been deleted', async () => {
    const gone = join(stage.directory, 'gone');
    await mkdir(gone);
    const command = `cd '${gone}' && rmdir '${gone}' && exec "$0" "$@"`;
    const result = await execa('sh', ['-c', command, process.execPath, KTRDR, 'local-prod', 'destroy', '--force'], {
      env: stage.environment(),
      extendEnv: false,
      reject: false,
    });
    expect(result.exitCode).toBe(0);
    await expectDestroyed();
  });
});

describe('what is at the registered path is left alone when it is not the clone any more', () => {
  test('the clone was moved: it keeps every file', async () => {
    const moved = join(stage.directory, 'moved');
    await rename(clone, moved);
    const before = await hashTree(moved);
    const up = await stage.ktrdr('local-prod up --no-secrets', { cwd: moved });
    expect(up.exitCode).toBe(1);
    expect(up.stderr).toMatch(/not in local-prod directory[^]*was moved[^]*mv -n /i);
    const result = await stage.ktrdr('local-prod destroy --force', { cwd: moved });
    expect(result.exitCode).toBe(0);
    expect(result.output).toMatch(/no longer exists/);
    expect(await hashTree(moved)).toBe(before);
    await expectDestroyed();
    await rm(moved, { recursive: true });
  });

  test('the clone was deleted', async () => {
    await rm(clone, { recursive: true });
    assertOk(await stage.ktrdr('local-prod destroy --force', { cwd: '/' }));
    expect(existsSync(clone)).toBe(false);
    await expectDestroyed();
  });

  test.each([
    [
      'another repository',
      async (path: string) => {
        await mkdir(path);
        await git(path, 'init', '-q');
        await git(path, 'remote', 'add', 'origin', 'https://example.invalid/shop.git');
        await writeFile(join(path, '.env.sandbox'), 'INSTANCE_ID=ktrdr-prod\n');
      },
    ],
    [
      'a directory that is no repository',
      async (path: string) => {
        await mkdir(path);
        await writeFile(join(path, '.env.sandbox'), 'INSTANCE_ID=ktrdr-prod\n');
      },
    ],
    ["a sandbox's clone", async (path: string) => await cp(sandbox, path, { recursive: true })],
    ['a link to the sandbox', async (path: string) => await symlink(sandbox, path)],
  ])('the clone was replaced by %s', async (_, replace) => {
    await rm(clone, { recursive: true });
    await replace(clone);
    const [before, others] = [await hashTree(clone), await hashTree(work)];
    const result = await stage.ktrdr('local-prod destroy --force', { cwd: '/' });
    expect(result.exitCode).toBe(0);
    expect(result.output).toMatch(/no file (there )?(is|was) touched/i);
    expect(await hashTree(clone)).toBe(before);
    expect(await hashTree(work)).toBe(others);
    await expectDestroyed();
  });
});

describe('destroy is refused, and changes nothing', () => {
  test('when the Engine cannot be reached', async () => {
    const before = await hashTree(stage.directory);
    const result = await stage.ktrdr('local-prod destroy --force', {
      cwd: clone,
      env: { DOCKER_HOST: 'unix:///nowhere.sock' },
    });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/engine cannot be reached[^]*docker info/i);
    expect(await hashTree(stage.directory)).toBe(before);
    expect((await tracesOf(stage.docker, 'ktrdr-prod')).length).toBe(3);
  });

  test('when nobody can be asked', async () => {
    const result = await stage.ktrdr('local-prod destroy --json', { cwd: clone });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/--yes/);
    const document: unknown = JSON.parse(result.stdout);
    expect(document).toMatchObject({ error: { code: 'NOT_CONFIRMED' } });
    expect(existsSync(join(clone, '.env.sandbox'))).toBe(true);
    expect((await tracesOf(stage.docker, 'ktrdr-prod')).length).toBe(3);
  });
});

test('a Compose file in the current directory does not mislead destroy', async () => {
  const decoy = join(stage.directory, 'decoy');
  await mkdir(decoy);
  await writeSmallStack(decoy, stage.appImage);
  await rename(join(decoy, 'docker-compose.sandbox.yml'), join(decoy, 'compose.yaml'));
  const result = await stage.ktrdr('local-prod destroy --force', {
    cwd: decoy,
    env: { COMPOSE_FILE: join(decoy, 'compose.yaml'), COMPOSE_PROJECT_NAME: 'decoy' },
  });
  expect(result.exitCode).toBe(0);
  await expectDestroyed();
  await rm(decoy, { recursive: true });
});

test('what a killed destroy left is finished by the next one', async () => {
  // Killed after the containers went, it leaves the volume, the file and the entry.
  await execa('docker', ['compose', '-p', 'ktrdr-prod', 'down']);
  await rm(join(clone, '.env.sandbox'));
  const result = await stage.ktrdr('local-prod destroy --force', { cwd: clone });
  expect(result.exitCode).toBe(0);
  await expectDestroyed();
});
