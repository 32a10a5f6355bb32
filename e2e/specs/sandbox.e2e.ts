import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { KTRDR } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { countedDocker } from '../src/stage/counted-docker.ts';
import { countedEngine } from '../src/stage/counted-engine.ts';
import { socketOfEngine } from '../src/stage/socket-of-engine.ts';
import { git } from '../src/stage/git.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { tracesOf } from '../src/stage/traces-of.ts';

// Two whole sandboxes side by side, one a new worktree, one an adopted clone, in a place with a difficult name.

const ONE = 'ktrdr--feat-one';
const TWO = 'ktrdr--second-clone';

let stage: Stage;
let clone: string;
let one: string;
let two: string;

beforeAll(async () => {
  stage = await setStage(`sandbox it's "ö" $HOME`);
  clone = await stage.clone('ktrdr');
  one = join(stage.directory, ONE);
  two = await stage.clone('Second Clone');
});
afterAll(async () => await stage.strike());

const ktrdr = async (args: string, cwd: string) => await stage.ktrdr(args, { cwd });
const json = async (args: string, cwd: string): Promise<unknown> =>
  JSON.parse(assertOk(await ktrdr(`${args} --json`, cwd)).stdout);

/** `sandbox shell` in a directory, with these commands on its standard input. */
async function shell(cwd: string, input: string, ...service: readonly string[]) {
  const result = await execa(process.execPath, [KTRDR, 'sandbox', 'shell', ...service], {
    cwd,
    input,
    env: stage.environment(),
    extendEnv: false,
    reject: false,
  });
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

/** Asks the database of the sandbox in a directory. */
async function psql(cwd: string, query: string) {
  const line = `psql --no-psqlrc -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v ON_ERROR_STOP=1 -c "${query}"\n`;
  return await shell(cwd, line, 'db');
}

/** Lets the backend of the sandbox in a directory resolve the database of another. */
async function lookUp(cwd: string, id: string) {
  const program = `import socket; print(socket.gethostbyname("${id}-db-1"))`;
  return await shell(cwd, `/app/.venv/bin/python -c '${program}'\n`);
}

describe('create and init', () => {
  test('create makes a worktree beside the main one, from any worktree, at what --from names', async () => {
    const feature = join(stage.directory, 'feature');
    await git(clone, 'worktree', 'add', '-q', '-b', 'feature', feature);
    await git(feature, 'commit', '-q', '--allow-empty', '-m', 'more');
    const created = await json('sandbox create Feat/One --from HEAD', join(feature, 'ktrdr'));
    expect(created).toMatchObject({
      id: ONE,
      kind: 'sandbox',
      slot: 1,
      path: one,
      state: 'stopped',
      ports: { api: 8001 },
      branch: 'Feat/One',
      branchIs: 'new',
      base: { ref: 'HEAD', fetched: null },
      upstream: null,
    });
    const { stdout } = await execa('git', ['-C', one, 'log', '-1', '--format=%s %D']);
    expect(stdout).toContain('more HEAD -> Feat/One');
    expect(await readFile(join(one, '.env.sandbox'), 'utf8')).toContain(`INSTANCE_ID=${ONE}\n`);
    const { stdout: worktrees } = await execa('git', ['-C', clone, 'worktree', 'list', '--porcelain']);
    expect(worktrees).toContain(`locked ktrdr sandbox ${ONE}`);
  });

  test('init adopts a clone, which gets a slot of its own', async () => {
    const adopted = await json('sandbox init', join(two, 'ktrdr'));
    expect(adopted).toMatchObject({ id: TWO, kind: 'sandbox', slot: 2, path: two });
    const again = await ktrdr('sandbox init', two);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toMatch(/already initialized/i);
  });

  test('a slot whose port somebody holds is passed over, and refused where it was asked for', async () => {
    const server = createServer().listen(8003, '127.0.0.1');
    try {
      const asked = await ktrdr('sandbox create three --slot 3', clone);
      expect(asked.exitCode).toBe(3);
      expect(asked.stderr).toMatch(/slot 3[^]*port 8003 \(api\) is held by process node/i);
      expect(existsSync(join(stage.directory, 'ktrdr--three'))).toBe(false);
      const passed = assertOk(await ktrdr('sandbox create three', clone));
      expect(passed.output).toMatch(/slot 3 is skipped: port 8003/i);
      expect(passed.output).toMatch(/ktrdr--three created.*slot 4/);
    } finally {
      server.close();
    }
  });

  test("volumes that nobody accounts for are not taken over, and another directory's containers refuse", async () => {
    const volume = 'ktrdr--old_postgres_data';
    await execa('docker', ['volume', 'create', '--label', 'com.docker.compose.project=ktrdr--old', volume]);
    try {
      const refused = await ktrdr('sandbox create old --yes', clone);
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain(`docker volume rm ${volume}`);
      expect(existsSync(join(stage.directory, 'ktrdr--old'))).toBe(false);
    } finally {
      await execa('docker', ['volume', 'rm', '--force', volume]);
    }
  });
});

describe('each kind refuses the commands of the other, with the right one', () => {
  test.each(['up', 'down', 'status', 'logs'])('local-prod %s in a sandbox', async (verb) => {
    const result = await ktrdr(`local-prod ${verb}`, join(one, 'ktrdr'));
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/not in local-prod directory/i);
    expect(result.stderr).toContain(`ktrdr sandbox ${verb}`);
  });

  test('local-prod init in a sandbox', async () => {
    const result = await ktrdr('local-prod init', two);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(new RegExp(`already initialized as sandbox ${TWO}`, 'i'));
  });

  test('sandbox commands in the local-prod', async () => {
    assertOk(await ktrdr('local-prod init', clone));
    for (const verb of ['up', 'down', 'status', 'logs']) {
      const result = await ktrdr(`sandbox ${verb}`, join(clone, 'ktrdr'));
      expect(result.exitCode).toBe(1);
      expect(result.stderr).toContain(`ktrdr local-prod ${verb}`);
    }
    const init = await ktrdr('sandbox init', clone);
    expect(init.exitCode).toBe(1);
    expect(init.stderr).toMatch(/already initialized as local-prod/i);
  });
});

describe('two sandboxes run side by side', () => {
  beforeAll(async () => {
    assertOk(await ktrdr('sandbox up --no-secrets', join(one, 'ktrdr')));
    assertOk(await ktrdr('sandbox up --no-secrets', two));
  });

  test('each says truthfully how it is', async () => {
    expect(await json('sandbox status', join(one, 'config'))).toMatchObject({
      id: ONE,
      kind: 'sandbox',
      slot: 1,
      state: 'running',
      urls: { api: 'http://localhost:8001' },
      workers: { expected: 4, registered: 4 },
      hostServices: [],
    });
    expect(await json('sandbox status', two)).toMatchObject({ id: TWO, state: 'running', workers: { registered: 4 } });
  });

  test('list shows every instance, also one whose directory is not there', async () => {
    await execa('mv', [join(stage.directory, 'ktrdr--three'), join(stage.directory, 'moved')]);
    const listed = await json('sandbox list --git', '/');
    expect(listed).toMatchObject({
      schemaVersion: 1,
      instances: [
        { id: 'ktrdr-prod', kind: 'local-prod', slot: 0, path: clone, state: 'stopped', branch: 'main' },
        { id: ONE, slot: 1, state: 'running', branch: 'Feat/One', git: { dirty: false, unpushed: 1 } },
        { id: TWO, slot: 2, state: 'running', branch: 'main', git: { dirty: false, unpushed: 0 } },
        { id: 'ktrdr--three', slot: 4, state: 'missing', branch: null, git: null },
      ],
    });
    expect(listed).toMatchObject({ instances: [{}, { urls: { api: 'http://localhost:8001' } }, {}, {}] });
    const { output } = assertOk(await ktrdr('sandbox list', '/'));
    expect(output).toMatch(/ktrdr--feat-one +1 +running .*Feat\/One/);
    expect(output).toMatch(/ktrdr--three +4 +missing/);
    await execa('mv', [join(stage.directory, 'moved'), join(stage.directory, 'ktrdr--three')]);
  });

  test('list asks the Engine once, however many there are, and who it is where one was started; status likewise, and once more about each container that runs; without a process', async () => {
    const counted = await mkdtemp(join(tmpdir(), 'counted-docker-'));
    const docker = await countedDocker(counted);
    const engine = await countedEngine(counted, await socketOfEngine());
    const env = { ...docker.env, ...engine.env };
    const [all, who] = ['GET /containers/json', 'GET /info'];
    assertOk(await stage.ktrdr('sandbox list', { cwd: '/', env }));
    expect(engine.questions.toSorted()).toEqual([all, who]);
    // It was never started, on whatever Engine.
    assertOk(await stage.ktrdr('local-prod status', { cwd: clone, env }));
    expect(engine.questions.slice(2)).toEqual([all]);
    assertOk(await stage.ktrdr('sandbox status', { cwd: one, env }));
    const more = engine.questions.slice(3);
    expect(more.filter((question) => question === all || question === who).toSorted()).toEqual([all, who]);
    // What runs is looked at more closely, each container by itself.
    const looks = more.filter((question) => question !== all && question !== who);
    expect(looks.every((question) => /^GET \/containers\/[0-9a-f]{64}\/json$/.test(question))).toBe(true);
    expect(new Set(more).size).toBe(more.length);
    // And none of that is a process.
    expect(await docker.calls()).toEqual([]);
    await engine.close();
    await rm(counted, { recursive: true });
  });

  test('without an Engine, list says that it does not know, and ends with 0', async () => {
    const result = await stage.ktrdr('sandbox list --json', { cwd: '/', env: { DOCKER_HOST: 'unix:///nowhere.sock' } });
    expect(result.exitCode).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({
      instances: [{ state: 'unknown' }, { state: 'unknown' }, {}, {}],
    });
    expect(result.stderr).toMatch(/engine cannot be reached/i);
  });

  test('a value written to the database of one is not in the other', async () => {
    expect(await psql(one, 'create table proof as select 42 as answer')).toMatchObject({ exitCode: 0 });
    expect((await psql(one, 'select answer from proof')).stdout).toContain('42');
    const other = await psql(two, 'select answer from proof');
    expect(other.exitCode).not.toBe(0);
    expect(other.stderr).toMatch(/relation "proof" does not exist/);
  });

  test("neither resolves the other's services, only its own", async () => {
    expect(await lookUp(one, ONE)).toMatchObject({ exitCode: 0 });
    expect((await lookUp(one, TWO)).exitCode).not.toBe(0);
    expect((await lookUp(two, ONE)).exitCode).not.toBe(0);
  });

  test('the broker on the host is switched off', async () => {
    const { stdout } = await shell(one, 'echo "$USE_IB_HOST_SERVICE $KTRDR_IB_HOST_ENABLED"');
    expect(stdout).toMatch(/^false/);
  });

  test('shell passes input, output and exit code on', async () => {
    expect(await shell(join(one, 'ktrdr'), 'echo out; echo err >&2; exit 7\n')).toEqual({
      exitCode: 7,
      stdout: 'out',
      stderr: 'err',
    });
  });

  test('shell refuses --json, and a service that is not there or does not run', async () => {
    const result = await ktrdr('sandbox shell --json', one);
    expect(result.exitCode).toBe(1);
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { code: 'USAGE' } });
    expect((await ktrdr('sandbox shell nothing', one)).stderr).toMatch(/no service nothing[^]*backend/);
    await execa('docker', ['stop', '--time', '0', `${ONE}-jaeger-1`]);
    const stopped = await ktrdr('sandbox shell jaeger', one);
    expect(stopped.exitCode).toBe(1);
    expect(stopped.stderr).toMatch(/service jaeger of ktrdr--feat-one is not running[^]*ktrdr why ktrdr--feat-one/i);
    expect(await json('sandbox list', '/')).toMatchObject({ instances: [{}, { id: ONE, state: 'partial' }, {}, {}] });
  });

  test('logs are those of the instance that you stand in', async () => {
    const { stdout } = assertOk(await ktrdr('sandbox logs backend -n 1 --json', two));
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ container: 'backend-1' });
  });

  test('down of one leaves the other as it is', async () => {
    assertOk(await ktrdr('sandbox down --volumes --yes', join(one, 'ktrdr')));
    expect(await tracesOf(stage.docker, ONE)).toEqual([]);
    expect(await json('sandbox status', two)).toMatchObject({ state: 'running' });
    assertOk(await ktrdr('sandbox down', two));
    expect(await stage.docker.containers(TWO)).toEqual([]);
  });
});
