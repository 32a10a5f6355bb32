import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { planDestroy } from '../../src/index.ts';
import { contextThat, destroy, git, main, place, plain, register, sandbox, tree } from '../support/destroy-scene.ts';

// Each stops a destroy with --force too.
const neighbour = () => join(place, 'ktrdr--b');
const putLines = (text: string, directory = neighbour()) => writeFileSync(join(directory, '.env.sandbox'), text);
const bound = (pattern: RegExp, row: object) =>
  contextThat({ docker: [[pattern, () => ({ stdout: JSON.stringify(row) })]] }).context;

describe('what a container or a volume of others has there:', () => {
  let inside: string;
  beforeEach(() => {
    inside = join(tree, '.cache', 'pg');
    mkdirSync(inside, { recursive: true });
    symlinkSync(tree, join(place, 'link'));
  });

  test.each<[string, RegExp, () => object, string, string]>([
    [
      'of a container of no project',
      /^ps --all/,
      () => ({ name: 'mydb', state: 'running', binds: `/etc,${inside}` }),
      'mounted in container mydb, running',
      'docker rm -f mydb',
    ],
    [
      'of a stopped container of another project, through a link',
      /^ps --all/,
      () => ({ name: 'b-one-1', state: 'exited', project: 'ktrdr--b', binds: join(place, 'link', '.cache', 'pg') }),
      'mounted in container b-one-1, exited',
      'docker rm -f b-one-1',
    ],
    [
      "under the name that Docker Desktop's machine has for it",
      /^ps --all/,
      () => ({ name: 'mydb', state: 'running', binds: `/host_mnt${inside}` }),
      'mounted in container mydb, running',
      'docker rm -f mydb',
    ],
    [
      'for which a volume stands',
      /^volume ls/,
      () => ({ name: 'mine', device: inside }),
      'volume mine stands for it',
      'docker volume rm mine',
    ],
  ])('%s', async (_, pattern, row, what, how) => {
    await expect(destroy({ force: true }, bound(pattern, row()))).rejects.toMatchObject({
      code: 'NOT_EMPTY',
      message: expect.stringContaining(`${inside} (${what})`),
      hint: expect.stringMatching(`^Nothing was changed\\.\n.*${how}\n.*--keep-worktree$`),
    });
    expect(existsSync(inside)).toBe(true);
    expect(await destroy({ keepWorktree: true }, bound(pattern, row()))).toBeDefined();
  });

  test('what came while the question was open, too: it is said what is gone by then', async () => {
    let asked = false;
    const { context } = contextThat({
      docker: [
        [/^ps --all/, () => ({ stdout: asked ? JSON.stringify({ name: 'm', state: 'running', binds: inside }) : '' })],
      ],
    });
    const confirm = async () => await Promise.resolve((asked = true));
    await expect(destroy({ confirm }, context)).rejects.toMatchObject({
      code: 'NOT_EMPTY',
      hint: expect.stringMatching(/^Its containers are gone/),
    });
    expect(existsSync(inside)).toBe(true);
  });

  test.each<[string, () => object]>([
    ["of a container of the sandbox's own", () => ({ project: 'ktrdr--feat-x', binds: inside })],
    ['beside it', () => ({ binds: `${place},${tree}-2` })],
    ['that is not there any more', () => ({ binds: join(inside, 'gone') })],
  ])('not what is %s', async (_, row) => {
    mkdirSync(`${tree}-2`, { recursive: true });
    const context = bound(/^ps --all/, { name: 'm', state: 'running', ...row() });
    expect(await planDestroy(context, sandbox)).toMatchObject({ place: { kind: 'remove-worktree' } });
  });
});

describe('what another .env.sandbox names:', () => {
  const record = { createdAt: '2026-01-02T03:04:05.000Z', isWorktree: false, parentRepo: null };
  beforeEach(async () => {
    mkdirSync(join(tree, '.cache', 'data'), { recursive: true });
    mkdirSync(neighbour());
    await plain().registry.claim({ instanceId: 'ktrdr--b', path: neighbour(), ...record });
  });

  test.each<[string, string, () => string]>([
    ['as its data', 'KTRDR_DATA_DIR', () => join(tree, '.cache', 'data')],
    ['relative to itself', 'KTRDR_MODELS_DIR', () => '../ktrdr--feat-x/.cache/data'],
    ['without a dot', 'KTRDR_STRATEGIES_DIR', () => 'link/.cache/data'],
    ['in a variable of its own', 'MY_CACHE', () => `\${BASE:-${tree}}/.cache/data`],
    ['from the home directory', 'MY_CACHE', () => '~/ktrdr--feat-x/.cache/data'],
  ])('%s', async (_, key, value) => {
    symlinkSync(tree, join(neighbour(), 'link'));
    putLines(`${key}=${value()}\n`);
    await expect(destroy({ force: true })).rejects.toMatchObject({
      code: 'NOT_EMPTY',
      message: expect.stringContaining(`${join(tree, '.cache', 'data')} (${key} of ktrdr--b)`),
      hint: expect.stringContaining(`set ${key} to it in ${join(neighbour(), '.env.sandbox')}`),
    });
    expect(existsSync(join(tree, '.cache', 'data'))).toBe(true);
  });

  test('a worktree that another registry has', async () => {
    const path = join(place, 'ktrdr--c');
    git(main, 'worktree', 'add', '-q', '--detach', path);
    putLines(`KTRDR_DATA_DIR=${tree}/.cache/data\n`, path);
    await expect(destroy({ force: true })).rejects.toMatchObject({
      code: 'NOT_EMPTY',
      message: expect.stringContaining(`KTRDR_DATA_DIR of ${path}`),
    });
  });

  test('what all share is named once', async () => {
    const inside = join(tree, '.cache', 'data');
    const { context } = contextThat({ env: { KTRDR_HOME: inside } });
    await register({}, context);
    await context.registry.claim({ instanceId: 'ktrdr--b', path: neighbour(), ...record });
    putLines(`KTRDR_SHARED_DIR=${inside}\n`);
    await expect(destroy({}, context)).rejects.toMatchObject({
      message: expect.stringMatching(/it contains \S+ \(the home of the registry\)(?!.* of ktrdr--b)/),
    });
  });

  test('not what is elsewhere, a name, or not there', async () => {
    putLines(`KTRDR_DATA_DIR=${place}/data\nMY_NAME=ktrdr--feat-x\nKTRDR_MODELS_DIR=${tree}/gone\nEMPTY=\n`);
    expect(await planDestroy(plain(), sandbox)).toMatchObject({ place: { kind: 'remove-worktree' } });
  });

  test.each<[string, string | undefined, (file: string) => void]>([
    ['cannot be read stops it, and is named', 'ENV_FILE_UNREADABLE', (file) => mkdirSync(file)],
    ['is a link, which nobody follows, does not', undefined, (file) => symlinkSync('/etc/passwd', file)],
  ])('in a worktree that is not registered, a file that %s', async (_, code, make) => {
    const path = join(place, 'ktrdr--c');
    git(main, 'worktree', 'add', '-q', '--detach', path);
    const file = join(path, '.env.sandbox');
    make(file);
    const planned = planDestroy(plain(), sandbox);
    if (code === undefined) await expect(planned).resolves.toMatchObject({ place: { kind: 'remove-worktree' } });
    else await expect(planned).rejects.toMatchObject({ code, message: expect.stringContaining(file) });
    expect(await planDestroy(plain(), sandbox, { force: true })).toMatchObject({ place: { kind: 'remove-worktree' } });
  });

  test('a file that cannot be read stops it, but for --force', async () => {
    symlinkSync('/etc/passwd', join(neighbour(), '.env.sandbox'));
    await expect(destroy()).rejects.toMatchObject({ code: 'ENV_FILE_LINK' });
    expect(await planDestroy(plain(), sandbox, { force: true })).toMatchObject({
      place: { kind: 'remove-worktree' },
    });
  });
});
