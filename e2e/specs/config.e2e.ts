import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assertOk } from '../src/stage/assert-ok.ts';
import { fakeOp } from '../src/stage/fake-op.ts';
import { git } from '../src/stage/git.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// What a user has set, once, for all instances.

let stage: Stage;
let clone: string;
let file: string;

beforeAll(async () => {
  stage = await setStage('config');
  clone = await stage.clone('ktrdr');
  file = join(stage.environment()['KTRDR_HOME'] ?? '', 'config.json');
  await git(clone, 'branch', 'develop', 'main');
  await git(clone, 'checkout', '-q', 'develop');
  await git(clone, 'commit', '-q', '--allow-empty', '-m', 'of develop');
  await git(clone, 'checkout', '-q', 'main');
});
afterAll(async () => await stage.strike());

const ktrdr = async (line: string, env: Readonly<Record<string, string>> = {}) =>
  await stage.ktrdr(line, { cwd: clone, env });

const editor = (script: string) => ({ EDITOR: `sh -c '${script}' editor` });

describe('settings', () => {
  test('are set, shown with where they come from, and taken away', async () => {
    expect((await ktrdr('config path')).stdout.trim()).toBe(file);
    expect((await ktrdr('config')).stdout).toMatch(/sandbox\.from +the remote's default branch +default/);
    assertOk(await ktrdr('config set sandbox.from develop'));
    assertOk(await ktrdr('config set sandbox.own strategies,data'));
    assertOk(await ktrdr('config set sandbox.workers 2'));
    assertOk(await ktrdr('config set sandbox.without grafana'));
    assertOk(await ktrdr('config set secrets.vault Work'));
    assertOk(await ktrdr('config unset secrets.vault'));
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      sandbox: { from: 'develop', own: ['strategies', 'data'], workers: 2, without: ['grafana'] },
    });
    expect((await ktrdr('config')).stdout).toMatch(/sandbox\.from +develop +settings/);
    expect((await ktrdr('config get sandbox.own')).stdout).toBe('strategies\ndata');
    const { settings } = JSON.parse((await ktrdr('config --json', { OP_ACCOUNT: 'me' })).stdout);
    expect(settings).toContainEqual({ key: 'sandbox.workers', value: 2, origin: 'settings', text: '2' });
    expect(settings).toContainEqual(expect.objectContaining({ key: 'secrets.account', origin: 'environment' }));
    const wrong = await ktrdr('config set sandbox.form x');
    expect(wrong).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/mean sandbox\.from\?/i) });
    expect((await ktrdr('config nonsense x')).exitCode).toBe(1);
    const confined = await ktrdr('config set color false', { KTRDR_CONFINE: 'x' });
    expect(confined).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/settings file is out of bounds/) });
  });

  test('are edited in an editor, and written only when they can be understood', async () => {
    const before = await readFile(file, 'utf8');
    const text = join(stage.directory, 'written.json');
    const written = async (json: string) => {
      await writeFile(text, json);
      return editor(`cp ${text} "$1"`);
    };
    expect((await ktrdr('config edit', editor('true'))).stdout).toMatch(/Nothing was changed/);
    const wrong = await ktrdr('config edit', await written('{"sandbox": {"form": "x"}}'));
    expect(wrong).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/no setting sandbox\.form in .*edited/) });
    const [, kept = ''] = /Your edits are kept: (.*)$/m.exec(wrong.stderr) ?? [];
    expect(await readFile(kept, 'utf8')).toBe('{"sandbox": {"form": "x"}}');
    await rm(kept);
    const comma = await ktrdr('config edit', await written('{"color": false,}'));
    expect(comma).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/line 1, column 16: not JSON/) });
    expect((await ktrdr('config edit', editor('exit 3'))).stderr).toMatch(/editor .* ended with 3/);
    const meanwhile = await ktrdr('config edit', editor(`cp "$1" ${file}; echo >> ${file}; printf "{}" > "$1"`));
    expect(meanwhile).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/has changed since you began/) });
    expect(await readFile(file, 'utf8')).toBe(`${before}\n`);
    assertOk(await ktrdr('config edit', { ...(await written(JSON.stringify({ color: false }))), VISUAL: '' }));
    expect((await ktrdr('config get color')).stdout).toBe('false');
    // Nobody sees the editor that opens where none is chosen.
    const unseen = await ktrdr('config edit', { EDITOR: '', VISUAL: '' });
    expect(unseen).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/needs a terminal/) });
    const confined = await ktrdr('config edit', { ...editor('true'), KTRDR_CONFINE: 'x' });
    expect(confined).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/settings file is out of bounds/) });
    await writeFile(file, before);
  });

  test('are what create takes where no option says otherwise', async () => {
    const created = JSON.parse((await ktrdr('sandbox create one --json')).stdout);
    expect(created.base.ref).toBe('develop');
    const lines = (await readFile(join(created.path, '.env.sandbox'), 'utf8')).split('\n');
    expect(lines).toEqual(expect.arrayContaining(['KTRDR_UP_WORKERS=2', 'KTRDR_UP_WITHOUT=grafana']));
    expect(lines).toContain(`KTRDR_STRATEGIES_DIR=${join(created.path, 'strategies')}`);
    expect(lines.find((line) => line.startsWith('KTRDR_MODELS_DIR'))).not.toContain(created.path);
    const other = JSON.parse((await ktrdr('sandbox create two --from main --own models --json')).stdout);
    expect(other.base.ref).toBe('main');
    expect(await readFile(join(other.path, '.env.sandbox'), 'utf8')).toContain(join(other.path, 'models'));
    // One that there is already is checked out as it is.
    await git(clone, 'branch', 'old', 'main');
    const old = JSON.parse((await ktrdr('sandbox create three -b old --json')).stdout);
    expect(old).toMatchObject({ branch: 'old', branchIs: 'existing' });
    assertOk(await ktrdr('config set sandbox.from no-such-branch'));
    const refused = await ktrdr('sandbox create four');
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/no-such-branch[^]*sandbox\.from/) });
  });
});

describe('a file that cannot be understood', () => {
  const broken = '{\n  "color": true, // mine\n}\n';

  test.each(['config', 'config set color false', 'sandbox create five', 'up one'])('stops %s', async (line) => {
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, broken);
    const op = await fakeOp(stage.directory);
    const refused = await ktrdr(line, op.env);
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/config\.json, line 2, column 18: not JSON[^]*not allow comments/),
    });
    expect(await op.calls()).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe(broken);
  });

  test.each(['list', 'status one', 'why one', 'down one', 'config path', 'sandbox destroy --name two --yes --dry-run'])(
    'does not stop %s',
    async (line) => {
      await writeFile(file, broken);
      assertOk(await ktrdr(line));
    },
  );

  test('is named by doctor', async () => {
    await writeFile(file, broken);
    const { findings } = JSON.parse((await ktrdr('doctor --json')).stdout);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'SETTINGS_INVALID', severity: 'problem' }));
  });
});
