import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { KTRDR } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { startMcp } from '../src/stage/mcp-client.ts';
import { readDocument } from '../src/stage/read-document.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// Programs of the user's own that run when something happens to an instance.

let stage: Stage;
let clone: string;
let log: string;

beforeAll(async () => {
  stage = await setStage('hooks');
  clone = await stage.clone('ktrdr');
  log = join(stage.directory, 'log');
});
afterAll(async () => {
  await hooks({});
  await stage.strike();
});

const ktrdr = async (line: string) => await stage.ktrdr(line, { cwd: clone });

/** Sets hooks: each is a line for a shell. */
async function hooks(scripts: Readonly<Record<string, string>>, more: object = {}): Promise<void> {
  const commands = Object.entries(scripts).map(([name, script]) => [name, ['sh', '-c', script]]);
  const file = join(stage.home, 'config.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ hooks: { ...Object.fromEntries(commands), ...more } }));
  await writeFile(log, '');
}

const logged = async () => (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '');
const note = () => `echo "$KTRDR_HOOK $KTRDR_INSTANCE $PWD" >> ${log}`;
const containersOf = async (id: string) =>
  (await execa('docker', ['ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${id}`])).stdout;

describe('post-create', () => {
  test('runs in what was made, and shows what it says', async () => {
    await hooks({ 'post-create': `${note()}; echo "API at $KTRDR_API_URL"; env | sort > ${log}.env` });
    const created = await ktrdr('sandbox create one --json');
    assertOk(created);
    readDocument('created', created.stdout);
    expect(created.stderr).toMatch(/^ +API at http:\/\/localhost:8001$/m);
    expect(created.stderr).toMatch(/✓ hook post-create/);
    expect(await logged()).toEqual([`post-create ktrdr--one ${join(stage.directory, 'ktrdr--one')}`]);
    const env = await readFile(`${log}.env`, 'utf8');
    expect(env).toMatch(/^KTRDR_DB_PORT=5433$/m);
    expect(env).not.toMatch(/^[A-Z_]*PASSWORD=/m);
  });

  test('that fails leaves what was made, and says so', async () => {
    await hooks({ 'post-create': 'echo sorry >&2; exit 7' });
    const failed = await ktrdr('sandbox create two --json');
    expect(failed.exitCode).toBe(1);
    expect(readDocument('error', failed.stdout)).toMatchObject({
      error: { code: 'HOOK_FAILED', message: 'The hook post-create failed with exit code 7: sh' },
    });
    expect(failed.stderr).toMatch(/sorry[^]*ktrdr--two was created and stays: .*Once that is fixed: cd .*ktrdr--two/);
    expect((await ktrdr('list')).stdout).toMatch(/ktrdr--two/);
    assertOk(await ktrdr('destroy two --yes'));
  });

  test('that failed, or was killed, runs again with the next start, until it has ended well', async () => {
    const program = `${note()}; test -e ${log}.mended`;
    await rm(`${log}.mended`, { force: true });
    await hooks({ 'post-create': program, 'post-up': note() });
    expect((await ktrdr('start two --no-secrets')).exitCode).toBe(1);
    const again = await ktrdr('up two --no-secrets');
    expect(again).toMatchObject({
      exitCode: 1,
      output: expect.stringMatching(/has not succeeded yet[^]*Nothing was started/),
    });
    expect(await containersOf('ktrdr--two')).toBe('');
    await writeFile(`${log}.mended`, '');
    assertOk(await ktrdr('start two --no-secrets'));
    assertOk(await ktrdr('up two --no-secrets'));
    const ran = (await logged()).map((line) => line.split(' ', 1)[0]);
    expect(ran).toEqual(['post-create', 'post-create', 'post-create', 'post-up', 'post-up']);
    assertOk(await ktrdr('destroy two --yes --force'));
    expect(await readdir(join(stage.home, 'sandbox', 'hooks'))).toEqual([]);

    await hooks({ 'post-create': `${note()}; kill -9 $PPID; sleep 1` });
    expect((await ktrdr('start two --no-secrets')).exitCode).not.toBe(0);
    await hooks({ 'post-create': note() });
    assertOk(await ktrdr('start two --no-secrets --no-hooks'));
    expect(await logged()).toEqual([]);
    assertOk(await ktrdr('up two --no-secrets'));
    expect(await logged()).toHaveLength(1);
    assertOk(await ktrdr('destroy two --yes --force'));
  });

  test('that hangs is ended at its limit', async () => {
    await hooks({ 'post-create': 'sleep 600' }, { timeout: 1 });
    const failed = await ktrdr('sandbox create two');
    expect(failed).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/post-create did not end within 1 s/) });
    assertOk(await ktrdr('destroy two --yes'));
  });

  test('ends with Ctrl-C; what was made stays', async () => {
    await hooks({ 'post-create': `echo $$ >> ${log}; sleep 600` });
    const child = execa(process.execPath, [KTRDR, 'sandbox', 'create', 'two'], {
      cwd: clone,
      env: stage.environment(),
      extendEnv: false,
      reject: false,
    });
    while ((await logged()).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    const [pid = ''] = await logged();
    child.kill('SIGINT');
    expect(await child).toMatchObject({
      exitCode: 130,
      stderr: expect.stringMatching(/Interrupted, but the sandbox ktrdr--two was created/),
    });
    await expect(readFile(`/proc/${pid}/cmdline`)).rejects.toMatchObject({ code: 'ENOENT' });
    assertOk(await ktrdr('destroy two --yes'));
  });

  test('a name that is none, and settings that nobody understands, stop it before anything is made', async () => {
    await hooks({ 'post-creat': 'true' });
    const refused = await ktrdr('sandbox create two');
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/no setting hooks\.post-creat in[^]*mean hooks\.post-create\?/),
    });
    expect((await ktrdr('list')).stdout).not.toMatch(/ktrdr--two/);
  });
});

describe('from start to done', () => {
  test('each runs when it is due', async () => {
    await hooks({ 'post-create': note(), 'post-up': note(), 'pre-destroy': note() });
    assertOk(await ktrdr('start two --no-secrets'));
    const where = join(stage.directory, 'ktrdr--two');
    expect(await logged()).toEqual([`post-create ktrdr--two ${where}`, `post-up ktrdr--two ${where}`]);
    await hooks({ 'post-create': note(), 'post-up': note() });
    assertOk(await ktrdr('start two --no-secrets'));
    expect(await logged()).toEqual([`post-up ktrdr--two ${where}`]);
    assertOk(await ktrdr('restart jaeger --instance two --no-secrets'));
    assertOk(await ktrdr('up two --no-secrets --no-hooks'));
    const unready = await ktrdr('up two --no-secrets --no-wait');
    expect(unready.stdout).toMatch(/hook post-up does not run: with --no-wait/);
    expect(await logged()).toHaveLength(1);
  });

  test('post-up that fails leaves what runs', async () => {
    await hooks({ 'post-up': 'echo "$DB_PORT"; exit 3' });
    const failed = await ktrdr('up two --no-secrets');
    expect(failed).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^ +543\d$/m),
      stderr: expect.stringMatching(/post-up failed with exit code 3[^]*ktrdr--two is running and ready all the same/),
    });
    expect((await ktrdr('status two --check')).exitCode).toBe(0);
  });

  test('an agent has no way around them', async () => {
    await hooks({ 'post-create': 'echo made; exit 5', 'post-up': note(), 'pre-destroy': 'exit 6' });
    const agent = await startMcp(join(stage.directory, 'ktrdr--two'), stage.environment());
    const made = await agent.call('create', { instance: 'three' });
    expect(made).toMatchObject({
      isError: true,
      document: { error: { code: 'HOOK_FAILED', hint: expect.stringMatching(/ktrdr--three was created and stays/) } },
    });
    expect(await agent.call('up', { noSecrets: true })).toMatchObject({ isError: false });
    expect(await logged()).toHaveLength(1);
    const kept = await agent.call('destroy', { instance: 'ktrdr--three' });
    expect(kept).toMatchObject({ isError: true, document: { error: { code: 'HOOK_FAILED' } } });
    await agent.end();
    assertOk(await ktrdr('destroy three --yes --no-hooks'));
  });

  test('pre-destroy that fails, or leaves work behind, lets nothing go', async () => {
    await hooks({ 'pre-destroy': 'exit 4' });
    const before = await containersOf('ktrdr--two');
    const failed = await ktrdr('done two --yes');
    expect(failed).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/pre-destroy failed with exit code 4[^]*Nothing was destroyed/),
    });
    await hooks({ 'pre-destroy': 'echo x > backup.sql' });
    const kept = await ktrdr('done two --yes');
    expect(kept).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/backup\.sql[^]*while the hook pre-destroy ran/),
    });
    expect(await containersOf('ktrdr--two')).toBe(before);
    expect((await ktrdr('status two --check')).exitCode).toBe(0);
  });

  test('pre-destroy is the last that sees it', async () => {
    await execa('rm', [join(stage.directory, 'ktrdr--two', 'backup.sql')]);
    const dump = `${KTRDR} psql --instance "$KTRDR_INSTANCE" -- -Atc 'select 6 * 7' >> ${log}`;
    await hooks({ 'pre-destroy': `node ${dump}` });
    const dry = await ktrdr('done two --dry-run');
    assertOk(dry);
    expect(await logged()).toEqual([]);
    assertOk(await ktrdr('done two --yes'));
    expect(await logged()).toEqual(['42']);
  });
});
