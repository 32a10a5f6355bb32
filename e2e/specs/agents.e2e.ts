import { existsSync } from 'node:fs';
import { access, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { KTRDR } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// What Claude Code calls when it wants a worktree and when it does not need it any more, and how that gets into its settings.

let stage: Stage;
let clone: string;

beforeAll(async () => {
  stage = await setStage('agents');
  clone = await stage.clone();
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
});
afterAll(async () => await stage.strike());

const ids = async () => JSON.parse((await stage.ktrdr('list --json', { cwd: clone })).stdout).instances.map(idOf);
const idOf = ({ id }: { readonly id: string }) => id;

const branches = async () =>
  (await execa('git', ['-C', clone, 'branch', '--format=%(refname:short)'])).stdout.split('\n');

const path = () => join(stage.directory, 'ktrdr--bold-oak-a3f2');
const settings = () => join(clone, '.claude', 'settings.local.json');
const skill = () => join(stage.home, '.claude', 'skills', 'ktrdr', 'SKILL.md');
const agents = async (line: string, cwd = clone) => await stage.ktrdr(`agents ${line}`, { cwd });
const there = async (file: string) =>
  await access(file).then(
    () => true,
    () => false,
  );

/** Runs a command as the hook of that name, with what Claude Code writes to it. */
const hook = async (name: 'WorktreeCreate' | 'WorktreeRemove', fields: object, options: object = {}) => {
  const common = {
    session_id: 'abc123',
    transcript_path: '/home/you/.claude/projects/ktrdr/00893aaf-19fa-41d2-8238-13269b9b3ca0.jsonl',
    cwd: clone,
    hook_event_name: name,
  };
  const input = JSON.stringify({ ...common, ...fields });
  const command = name === 'WorktreeCreate' ? 'agents worktree-create' : 'agents worktree-remove';
  return await stage.ktrdr(command, { cwd: clone, input, ...options });
};

describe('a worktree that Claude Code wants', () => {
  test('is a sandbox, which is not started; its path alone is on stdout', async () => {
    const created = await hook('WorktreeCreate', { name: 'bold-oak-a3f2' });
    assertOk(created);
    expect(created.stdout).toBe(path());
    expect(created.stderr).toMatch(/✓ ktrdr--bold-oak-a3f2 created/);
    expect(await branches()).toContain('bold-oak-a3f2');
    const { stdout } = await stage.ktrdr('list --json', { cwd: clone });
    expect(JSON.parse(stdout).instances).toContainEqual(
      expect.objectContaining({ id: 'ktrdr--bold-oak-a3f2', containers: { running: 0, total: 0 } }),
    );
  });

  test('is the sandbox of that name where there is one, also for a session that is elsewhere in the repository', async () => {
    const again = await hook('WorktreeCreate', { name: 'bold-oak-a3f2', cwd: join(clone, 'mcp') }, { cwd: '/' });
    assertOk(again);
    expect(again.stdout).toBe(path());
    expect(again.stderr).toMatch(/already exists/);
  });

  test('of a name that is too long for a sandbox has a shorter one, which is its own and is found again', async () => {
    const long = ['backtest-worker-registration', 'is-lost-after-reconnect'].join('-');
    const made = [
      await hook('WorktreeCreate', { name: `${long}-1` }),
      await hook('WorktreeCreate', { name: `${long}-2` }),
    ];
    for (const each of made) assertOk(each);
    const paths = made.map(({ stdout }) => stdout);
    for (const each of paths) expect(basename(each)).toMatch(/^ktrdr--backtest-worker-registra-[\da-f]{7}$/);
    expect(new Set(paths).size).toBe(2);
    expect((await hook('WorktreeCreate', { name: `${long}-1` })).stdout).toBe(paths[0]);
    for (const each of paths) {
      assertOk(await hook('WorktreeRemove', { worktree_path: each }));
      expect(existsSync(each)).toBe(false);
    }
  });

  test.each([
    ['a name that cannot be one', { name: '///' }, /No id can be made/],
    ['no name', {}, /sends JSON on standard input/],
    ['a place without a repository', { name: 'x', cwd: '/' }, /clone or a worktree of KTRDR/],
  ])('%s: it fails, and prints no path', async (_, fields, words) => {
    const failed = await hook('WorktreeCreate', fields);
    expect(failed).toMatchObject({ stdout: '', stderr: expect.stringMatching(words) });
    expect(failed.exitCode).not.toBe(0);
  });

  test('a hook of the user that fails makes it fail, until it has ended well', async () => {
    const config = join(stage.home, 'config.json');
    await writeFile(config, JSON.stringify({ hooks: { 'post-create': ['sh', '-c', 'echo made; exit 3'] } }));
    const failed = await hook('WorktreeCreate', { name: 'hooked' });
    expect(failed).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/was created and stays/) });
    expect((await hook('WorktreeCreate', { name: 'hooked' })).exitCode).toBe(1);
    await writeFile(config, JSON.stringify({ hooks: { 'post-create': ['true'] } }));
    expect((await hook('WorktreeCreate', { name: 'hooked' })).stdout).toBe(join(stage.directory, 'ktrdr--hooked'));
    await rm(config);
    assertOk(await hook('WorktreeRemove', { worktree_path: join(stage.directory, 'ktrdr--hooked') }));
  });

  test('is out of bounds for who is confined to another', async () => {
    const env = { KTRDR_CONFINE: 'other' };
    const refused = await hook('WorktreeCreate', { name: 'mine' }, { env });
    expect(refused).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/out of bounds/) });
    const kept = await hook('WorktreeRemove', { worktree_path: path() }, { env });
    expect(kept).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/out of bounds/) });
    expect(await ids()).toEqual(['ktrdr-prod', 'ktrdr--bold-oak-a3f2']);
  });

  test('is kept when it is to be removed while it holds work, with what a person would do', async () => {
    await writeFile(join(path(), 'notes.py'), 'work');
    const kept = await hook('WorktreeRemove', { worktree_path: path() });
    expect(kept).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/notes\.py/) });
    expect(kept.stderr).toMatch(/ktrdr sandbox destroy --name ktrdr--bold-oak-a3f2/);
    expect(await ids()).toContain('ktrdr--bold-oak-a3f2');
  });

  test('nothing but its own path means it: no directory in it, and no link to it', async () => {
    await mkdir(join(path(), 'inside'), { recursive: true });
    const link = join(stage.directory, 'link');
    await symlink(path(), link);
    for (const worktree_path of [join(path(), 'inside'), link, clone]) {
      const refused = await hook('WorktreeRemove', { worktree_path });
      expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/is not a ktrdr sandbox/) });
    }
    expect(await ids()).toEqual(['ktrdr-prod', 'ktrdr--bold-oak-a3f2']);
  });

  test('is destroyed when nothing would be lost, also from within it; its branch stays', async () => {
    await rm(join(path(), 'notes.py'));
    const removed = await hook('WorktreeRemove', { worktree_path: path() }, { cwd: path() });
    assertOk(removed);
    expect(await ids()).toEqual(['ktrdr-prod']);
    expect(await branches()).toContain('bold-oak-a3f2');
    const again = await hook('WorktreeRemove', { worktree_path: path() });
    expect(again).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/already gone/) });
  });

  test('is destroyed from a directory that is gone', async () => {
    const created = await hook('WorktreeCreate', { name: 'gone' });
    const gone = join(stage.directory, 'gone-directory');
    await mkdir(gone);
    const input = JSON.stringify({ cwd: gone, hook_event_name: 'WorktreeRemove', worktree_path: created.stdout });
    const script = 'rmdir "$PWD" && exec "$0" "$1" agents worktree-remove';
    const args = ['-c', script, process.execPath, KTRDR];
    const env = stage.environment();
    await execa('sh', args, { cwd: gone, env, extendEnv: false, input });
    expect(await ids()).toEqual(['ktrdr-prod']);
  });
});

describe('agents install', () => {
  test('shows what it would write, and without a yes writes nothing', async () => {
    const shown = await agents('install');
    expect(shown.exitCode).toBe(1);
    expect(shown.stdout).toMatch(/write .*settings\.local\.json\n.*\+ \{[^]*"ktrdr agents worktree-create"/);
    expect(shown.stdout).toContain(`write ${skill()}`);
    expect(await there(join(clone, '.claude'))).toBe(false);
    expect(await there(join(stage.home, '.claude'))).toBe(false);
  });

  test('a line of its settings does what the tests above do', async () => {
    assertOk(await agents('install claude-code --yes', join(clone, 'mcp')));
    const { hooks } = JSON.parse(await readFile(settings(), 'utf8'));
    const bin = join(stage.directory, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'ktrdr'), `#!/bin/sh\nexec '${process.execPath}' '${KTRDR}' "$@"\n`, { mode: 0o755 });
    const env = { ...stage.environment(), PATH: `${bin}:${stage.environment()['PATH'] ?? ''}` };
    const run = async (event: string, fields: object) => {
      const input = JSON.stringify({ cwd: clone, hook_event_name: event, ...fields });
      const args = ['-c', hooks[event][0].hooks[0].command];
      return (await execa('sh', args, { cwd: clone, env, extendEnv: false, input })).stdout;
    };
    const made = await run('WorktreeCreate', { name: 'by-settings' });
    expect(await ids()).toContain('ktrdr--by-settings');
    await run('WorktreeRemove', { worktree_path: made });
    expect(await ids()).toEqual(['ktrdr-prod']);
  });

  test('once; and what was not there before is not there afterwards', async () => {
    expect((await agents('install --yes')).stdout).toMatch(/nothing was changed/);
    expect(await readFile(skill(), 'utf8')).toMatch(/^---\nname: ktrdr\ndescription: /);
    assertOk(await agents('uninstall'));
    assertOk(await agents('uninstall'));
    expect(await there(join(clone, '.claude'))).toBe(false);
    expect(await there(join(stage.home, '.claude', 'skills'))).toBe(false);
  });

  test('keeps what is there, byte for byte', async () => {
    const text = '{\r\n\t"permissions": {"allow": [ "Bash(ls:*)" ]},\r\n\t"hooks": {"Stop": []}\r\n}';
    await mkdir(dirname(settings()), { recursive: true });
    await writeFile(settings(), text, { mode: 0o640 });
    assertOk(await agents('install --yes'));
    expect(JSON.parse(await readFile(settings(), 'utf8'))).toMatchObject({
      permissions: { allow: ['Bash(ls:*)'] },
      hooks: { Stop: [], WorktreeCreate: [{}], WorktreeRemove: [{}] },
    });
    assertOk(await agents('uninstall'));
    expect(await readFile(settings(), 'utf8')).toBe(text);
  });

  test.each([
    ['a comment', '{\n  // mine\n  "a": 1\n}', /line 2, column 3: not JSON[^]*not allow comments/],
    ['a trailing comma', '{"a": [1,]}', /line 1, column 9: not JSON[^]*not allow a comma/],
    [
      'another hook that makes worktrees',
      '{"hooks":{"WorktreeCreate":[{"hooks":[]}]}}',
      /only one hook can create a worktree/,
    ],
  ])('%s: it is left as it is', async (_, text, words) => {
    await writeFile(settings(), text);
    expect(await agents('install --yes')).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(words) });
    expect(await readFile(settings(), 'utf8')).toBe(text);
    expect(await there(skill())).toBe(false);
  });

  test('follows no link, and leaves what git tracks and what is not its own', async () => {
    const elsewhere = join(stage.directory, 'private.json');
    await writeFile(elsewhere, '{}');
    await rm(settings());
    await symlink(elsewhere, settings());
    expect((await agents('install --yes')).stderr).toMatch(/is not a plain file/);
    await rm(dirname(settings()), { recursive: true });
    await mkdir(join(stage.directory, 'private'));
    await symlink(join(stage.directory, 'private'), dirname(settings()));
    expect((await agents('install --yes')).stderr).toMatch(/is not a plain directory/);
    await rm(dirname(settings()));
    await mkdir(dirname(settings()));
    await writeFile(settings(), '{}');
    await execa('git', ['-C', clone, 'add', '-f', settings()]);
    expect((await agents('install --yes')).stderr).toMatch(/git tracks .*settings\.local\.json/);
    await execa('git', ['-C', clone, 'rm', '-q', '-f', settings()]);
    await mkdir(dirname(skill()), { recursive: true });
    await writeFile(skill(), '# mine');
    expect((await agents('install --yes')).stderr).toMatch(/was not written by ktrdr/);
    assertOk(await agents('uninstall'));
    expect(await readFile(skill(), 'utf8')).toBe('# mine');
    expect(await readFile(elsewhere, 'utf8')).toBe('{}');
    await rm(skill());
  });

  test.each([
    ['of the user', () => join(stage.home, '.claude', 'settings.json')],
    ['of the repository', () => join(clone, '.claude', 'settings.json')],
  ])('a hook that makes worktrees in the settings %s: nothing is changed', async (_, place) => {
    const file = place();
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '{"hooks":{"WorktreeCreate":[{"hooks":[{"type":"command","command":"mine"}]}]}}');
    const refused = await agents('install --yes');
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/only one hook can create a worktree/),
    });
    expect(refused.stderr).toContain(file);
    expect(await there(settings())).toBe(false);
    await rm(file);
  });

  test('a skill that was edited stays, and is not written over', async () => {
    assertOk(await agents('install --yes'));
    const text = `${await readFile(skill(), 'utf8')}\nMine.\n`;
    await writeFile(skill(), text);
    const again = await agents('install --yes');
    expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/has been edited/) });
    expect(assertOk(await agents('uninstall')).stdout).toContain(`rm ${skill()}`);
    expect(await readFile(skill(), 'utf8')).toBe(text);
    await rm(skill());
  });

  test('is for checkouts of KTRDR, and not for who is confined', async () => {
    expect((await agents('install --yes', '/')).stderr).toMatch(/is not in a clone or a worktree of KTRDR/);
    const other = join(stage.directory, 'other');
    await execa('git', ['init', '-q', other]);
    expect((await agents('install --yes', other)).stderr).toMatch(/is not a KTRDR repository/);
    const confined = await stage.ktrdr('agents install --yes', { cwd: clone, env: { KTRDR_CONFINE: 'x' } });
    expect(confined).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/out of bounds/) });
    expect(await there(settings())).toBe(false);
  });
});
