import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { KtrdrResult, User } from '../src/run-ktrdr.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { git } from '../src/stage/git.ts';
import { mountsMissing } from '../src/stage/mounts-missing.ts';
import { giveTo, ordinaryUser } from '../src/stage/ordinary-user.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { wherePossible } from '../src/stage/where-possible.ts';

// A KTRDR_HOME that cannot be written: full, read-only, or somebody else's. Each command says so, and changes nothing.

let stage: Stage;
let clone: string;
let adoptee: string;
let home: string;
let user: User | undefined;

const REGISTRY = `${JSON.stringify({ version: 1, note: 'x'.repeat(2000), local_prod: null, instances: {} })}\n`;

beforeAll(async () => {
  stage = await setStage('adverse-places');
  user = await ordinaryUser(stage.docker);
  await mkdir(join(stage.directory, 'place'));
  clone = await stage.clone('place/ktrdr');
  adoptee = await stage.clone('place/adoptee');
  home = join(stage.directory, 'place', 'home');
});
afterAll(async () => await stage.strike());

const file = (): string => join(home, 'sandbox', 'instances.json');

async function fillHome(): Promise<void> {
  await mkdir(join(home, 'sandbox'), { recursive: true });
  await writeFile(file(), REGISTRY);
}

const COMMANDS: readonly [args: string, cwd: () => string][] = [
  ['sandbox create feat-x', () => clone],
  ['sandbox init', () => adoptee],
  ['local-prod init', () => adoptee],
];

/** The command has failed as a mistake of nobody's, and everything is as it was. */
async function expectUntouched(
  result: KtrdrResult,
  { exitCode, says }: { exitCode: number; says: RegExp },
): Promise<void> {
  expect(result.output).toMatch(says);
  expect(result.output).not.toMatch(/^ +at .+:\d+|this is a bug/m);
  expect(result.exitCode).toBe(exitCode);
  expect(await readFile(file(), 'utf8')).toBe(REGISTRY);
  expect(await readdir(join(stage.directory, 'place'))).toEqual(['adoptee', 'home', 'ktrdr']);
  expect(existsSync(join(adoptee, '.env.sandbox'))).toBe(false);
  const { stdout } = await execa('git', ['-C', clone, '-c', `safe.directory=${clone}`, 'branch', '--list', 'feat-x']);
  expect(stdout).toBe('');
}

wherePossible(describe, mountsMissing())('a disk of its own', () => {
  beforeEach(async () => {
    await mkdir(home);
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', home]);
    await fillHome();
  });
  afterEach(async () => {
    await execa('umount', [home]);
    await rm(home, { recursive: true, force: true });
  });

  test.each(COMMANDS)('that is full: %s', async (args, cwd) => {
    await execa('dd', ['if=/dev/zero', `of=${join(home, 'filler')}`, 'bs=4k'], { reject: false });
    await expectUntouched(await stage.ktrdr(args, { cwd: cwd(), home }), { exitCode: 1, says: /ENOSPC|disk.*full/i });
    // With room again the same command succeeds: nothing is in its way.
    await rm(join(home, 'filler'));
    expect(await stage.ktrdr(`${args} --json`, { cwd: cwd(), home })).toMatchObject({ exitCode: 0 });
    if (args.includes('create')) {
      await git(clone, 'worktree', 'remove', '--force', '--force', join(stage.directory, 'place', 'ktrdr--feat-x'));
      await git(clone, 'branch', '-q', '-D', 'feat-x');
    }
    await rm(join(adoptee, '.env.sandbox'), { force: true });
  });

  test.each(COMMANDS)('that is read-only: %s', async (args, cwd) => {
    await execa('mount', ['-o', 'remount,ro', home]);
    await expectUntouched(await stage.ktrdr(args, { cwd: cwd(), home }), { exitCode: 1, says: /EROFS|read-only/i });
    // To look is permitted.
    expect(await stage.ktrdr('sandbox list --json', { cwd: '/', home })).toMatchObject({ exitCode: 0 });
  });

  test('that is full: a copy of shared data replaces nothing, and says how much room it needs', async () => {
    const source = join(stage.directory, 'source');
    await mkdir(join(source, 'data'), { recursive: true });
    await writeFile(join(source, 'data', 'prices'), Buffer.alloc(200_000, 'p'));
    await mkdir(join(home, 'shared', 'data'), { recursive: true });
    await writeFile(join(home, 'shared', 'data', 'mine'), 'mine');
    const result = await stage.ktrdr(`sandbox init-shared --from ${source} --yes`, { cwd: '/', home });
    await expectUntouched(result, { exitCode: 1, says: /the disk is full[^]*nothing was replaced/i });
    expect(await readFile(join(home, 'shared', 'data', 'mine'), 'utf8')).toBe('mine');
  });

  test('that a sandbox lies on, or that is mounted over it, stops its destroy before anything is removed', async () => {
    const sandbox = join(stage.directory, 'place', 'ktrdr--on-disk');
    const at = { cwd: clone, home: join(stage.directory, 'home-of-mounted') };
    assertOk(await stage.ktrdr('sandbox create on-disk --from HEAD', at));
    await execa('mount', ['--bind', sandbox, sandbox]);
    try {
      const result = await stage.ktrdr('sandbox destroy --yes --name on-disk', at);
      expect(result.exitCode).toBe(1);
      expect(result.stderr).toMatch(/ktrdr--on-disk cannot be removed: it is a mount[^]*Nothing was changed/);
      expect(existsSync(join(sandbox, '.env.sandbox'))).toBe(true);
    } finally {
      await execa('umount', [sandbox]);
    }
    assertOk(await stage.ktrdr('sandbox destroy --yes --name on-disk --delete-branch', at));
  });

  test('that is mounted inside of shared data does not go with what is replaced', async () => {
    const source = join(stage.directory, 'source-of-mount');
    const disk = join(stage.directory, 'disk');
    const ticks = join(home, 'shared', 'data', 'ticks');
    for (const directory of [join(source, 'data'), disk, ticks]) await mkdir(directory, { recursive: true });
    await writeFile(join(source, 'data', 'new'), 'new');
    await writeFile(join(disk, 'precious'), 'precious');
    await execa('mount', ['--bind', disk, ticks]);
    try {
      const result = await stage.ktrdr(`sandbox init-shared --from ${source} --yes`, { cwd: '/', home });
      await expectUntouched(result, { exitCode: 1, says: /contains a mount, so it is not replaced[^]*umount / });
      expect(await readFile(join(disk, 'precious'), 'utf8')).toBe('precious');
    } finally {
      await execa('umount', [ticks]);
    }
  });
});

async function asUser(args: string, cwd: string): Promise<KtrdrResult> {
  return await stage.ktrdr(args, { cwd, home, user, env: { DOCKER_CONFIG: join(stage.directory, '.docker') } });
}

describe('permissions', () => {
  beforeEach(async () => {
    await fillHome();
    await giveTo(user, join(stage.directory, 'place'));
  });
  afterEach(async () => {
    for (const place of [home, join(home, 'sandbox')]) await chmod(place, 0o755);
    await rm(home, { recursive: true, force: true });
  });

  test.each(COMMANDS)('to look, but not to write: %s', async (args, cwd) => {
    for (const place of [join(home, 'sandbox'), home]) await chmod(place, 0o555);
    await expectUntouched(await asUser(args, cwd()), { exitCode: 1, says: /EACCES|permission denied/i });
  });

  test.each(COMMANDS)('not even to look: %s', async (args, cwd) => {
    await chmod(join(home, 'sandbox'), 0);
    const result = await asUser(args, cwd());
    await chmod(join(home, 'sandbox'), 0o755);
    await expectUntouched(result, { exitCode: 5, says: /cannot read the registry[^]*instances\.json/i });
  });

  test('not to look into the directory of an instance: it is not called missing, and what allows it is named', async () => {
    assertOk(await asUser('sandbox create closed --from HEAD', clone));
    const sandbox = join(stage.directory, 'place', 'ktrdr--closed');
    await chmod(sandbox, 0);
    for (const args of ['destroy closed --yes', 'up closed --no-secrets', 'down closed', 'why closed']) {
      const { output, exitCode } = await asUser(args, '/');
      expect([args, exitCode]).toEqual([args, args === 'why closed' ? 0 : 1]);
      expect(output).toContain(`you may not read and write ${sandbox}`);
      expect(output).toContain(`chmod u+rwX ${sandbox}`);
      expect(output).not.toMatch(/warning|missing|gone|not there/i);
    }
    await chmod(sandbox, 0o755);
    assertOk(await asUser('destroy closed --yes --delete-branch', '/'));
  });
});
