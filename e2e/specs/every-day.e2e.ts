import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { assertOk } from '../src/stage/assert-ok.ts';
import { fakeOp } from '../src/stage/fake-op.ts';
import { KTRDR } from '../src/places.ts';
import { mountsMissing } from '../src/stage/mounts-missing.ts';
import { openTerminal } from '../src/stage/open-terminal.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { wherePossible } from '../src/stage/where-possible.ts';

// One sandbox, used from elsewhere: by its name, by programs on this machine, in its containers.

let stage: Stage;
let sandbox: string;
let elsewhere: string;
const ID = 'ktrdr--day';

beforeAll(async () => {
  stage = await setStage('every-day');
  const clone = await stage.clone('ktrdr');
  sandbox = join(stage.directory, ID);
  elsewhere = join(stage.directory, 'else where');
  await mkdir(elsewhere);
  assertOk(await stage.ktrdr('sandbox create day --from main', { cwd: clone }));
});
afterAll(async () => await stage.strike());

const ktrdr = async (args: readonly string[], { cwd = elsewhere, env = {}, input = '' } = {}) =>
  await execa(process.execPath, [KTRDR, ...args], {
    cwd,
    input,
    env: { ...stage.environment(), ...env },
    extendEnv: false,
    reject: false,
  });

/** An instance's name where a service or a page is to be named. */
const misnamed: [string[], string][] = [
  [['logs', 'day'], 'ktrdr logs --instance day'],
  [['restart', 'day', '--no-secrets'], 'ktrdr restart --instance day'],
  [['open', 'day'], 'ktrdr open --instance day'],
  [['shell', ID], `ktrdr shell --instance ${ID}`],
  [['exec', 'day', '--', 'env'], 'ktrdr exec <service> --instance day'],
];
const sayHow = async (args: readonly string[], instead: string): Promise<void> => {
  for (const cwd of [sandbox, elsewhere]) {
    const refused = await ktrdr(args, { cwd });
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(instead) });
  }
};

describe('before its first start', () => {
  test('what is known of it already', async () => {
    const found = await ktrdr(['env', 'day', '--secrets']);
    expect(found.exitCode).toBe(0);
    expect(found.stdout).toContain('export DB_PORT=5433');
    expect(found.stdout).not.toMatch(/DB_USER|DB_PASSWORD|DATABASE_URL/);
    expect(found.stderr).toMatch(/the login of its database[^]*ktrdr up ktrdr--day/i);
  });

  test('nothing runs in it', async () => {
    const refused = await ktrdr(['exec', 'db', '--instance', 'day', '--', 'true']);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/service db of ktrdr--day is not running[^]*ktrdr up ktrdr--day/i);
  });

  test.each(misnamed)('%j: how an instance is named', sayHow);
});

describe('from another directory', () => {
  test('up, status and its directory', async () => {
    const started = await ktrdr(['up', 'day', '--no-secrets']);
    expect(started.stdout).toMatch(/ktrdr--day is ready/);
    expect(started.exitCode).toBe(0);
    expect((await ktrdr(['status', ID, '--check'])).exitCode).toBe(0);
    expect((await ktrdr(['cd', '1'])).stdout).toBe(sandbox);
    expect((await ktrdr(['up', 'nothing'])).stderr).toMatch(/no instance is called nothing[^]*ktrdr--day \(slot 1/i);
  });

  test('a program on this machine reaches the database with the variables of env alone', async () => {
    const { stdout } = await ktrdr(['env', 'day', '--secrets', '--format', 'json']);
    const { variables } = JSON.parse(stdout);
    const { DATABASE_URL, DB_PASSWORD, KTRDR_API_URL } = variables;
    expect(variables).toMatchObject({ DB_HOST: 'localhost', DB_PORT: '5433', KTRDR_DB_PORT: '5433' });
    expect(DATABASE_URL).toBe(`postgresql://${variables.DB_USER}:${DB_PASSWORD}@localhost:5433/${variables.DB_NAME}`);
    // As a program on this machine would, which needs a client: that of the database's own image, on this machine's network.
    const { stdout: image } = await execa('docker', ['inspect', '--format', '{{.Config.Image}}', `${ID}-db-1`]);
    const client = ['run', '--rm', '--network', 'host', '--entrypoint', 'psql', image, DATABASE_URL];
    expect((await execa('docker', [...client, '-Atc', 'select 6 * 7'])).stdout).toBe('42');
    expect((await fetch(`${KTRDR_API_URL}/api/v1/health`)).status).toBe(200);
  });

  test('the password is printed when it is asked for, and not otherwise', async () => {
    const { stdout } = await ktrdr(['env', 'day', '--secrets']);
    const password = /^export DB_PASSWORD=(.+)$/m.exec(stdout)?.[1];
    expect(password).toBeTruthy();
    for (const format of ['shell', 'fish', 'dotenv', 'json']) {
      const shown = await ktrdr(['env', 'day', '--format', format]);
      expect(shown.stdout).toContain('DB_USER');
      expect(`${shown.stdout}${shown.stderr}`).not.toMatch(/PASSWORD/);
      expect(shown.stdout).not.toContain(`:${password}@`);
    }
  });

  test('run passes on variables, input, output and exit code', async () => {
    const program =
      'process.stdin.pipe(process.stdout); process.stderr.write(process.env.DB_PORT + process.env.DB_PASSWORD.length); process.exitCode = 7';
    const ran = await ktrdr(['run', '--instance', 'day', '--', process.execPath, '-e', program], { input: 'in' });
    expect(ran).toMatchObject({ exitCode: 7, stdout: 'in', stderr: expect.stringMatching(/^5433\d+$/) });
    const missing = await ktrdr(['run', '--instance', 'day', '--', 'no-such-program']);
    expect(missing.exitCode).toBe(127);
    expect(missing.stderr).toMatch(/no-such-program was not found[^]*ktrdr exec/i);
    const text = join(elsewhere, 'no program');
    await writeFile(text, '', { mode: 0o644 });
    const forbidden = await ktrdr(['run', '--instance', 'day', '--', text]);
    expect(forbidden).toMatchObject({ exitCode: 126, stderr: expect.stringMatching(/no program may not be run/) });
  });
});

describe('in its containers', () => {
  test.each(misnamed)('%j: how an instance is named', sayHow);

  test('exec passes on arguments as they are, input, output and exit code', async () => {
    const script = 'cat; printf "%s|" "$@"; echo err >&2; exit 9';
    const args = ['exec', 'db', '--instance', 'day', '--', 'sh', '-c', script, 'x', 'a b', '$HOME', "it's", '--json'];
    expect(await ktrdr(args, { input: 'in ' })).toMatchObject({
      exitCode: 9,
      stdout: "in a b|$HOME|it's|--json|",
      stderr: 'err',
    });
  });

  test('psql is logged in, with its arguments and its input', async () => {
    const asked = await ktrdr(['psql', '--instance', 'day', '--', '-At', '-c', "select 'it''s ' || current_user"]);
    expect(asked).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^it's \w+$/) });
    expect((await ktrdr(['psql', '--', '-At'], { cwd: sandbox, input: 'select 41 + 1;' })).stdout).toBe('42');
    expect((await ktrdr(['psql', '--', '-c', 'nonsense'], { cwd: sandbox })).exitCode).toBe(1);
  });

  test('a shell runs a command instead, and in local-prod and sandboxes alike', async () => {
    expect((await ktrdr(['sandbox', 'shell', 'db', '--', 'echo', 'a  b'], { cwd: sandbox })).stdout).toBe('a  b');
    expect((await ktrdr(['shell', 'db', '--instance', 'day'], { input: 'echo $0' })).stdout).toMatch(/sh$/);
    expect((await ktrdr(['local-prod', 'shell'])).stderr).toMatch(/not in local-prod directory/i);
  });

  test.each([
    [['exec', 'backend'], /which command should run in backend[^]*ktrdr exec backend -- env/i],
    [['exec', 'bakend', '--', 'env'], /no service bakend/i],
    [['exec', '--json', 'backend', '--', 'env'], /no JSON/],
    [['open', 'grafna'], /no page grafna[^]*did you mean grafana/i],
  ])('%j is refused', async (args, words) => {
    const refused = await ktrdr([...args], { cwd: sandbox });
    expect(refused.exitCode).toBe(1);
    expect(`${refused.stdout}${refused.stderr}`).toMatch(words);
  });
});

const containerIds = async () =>
  (await execa('docker', ['ps', '--quiet', '--no-trunc', '--filter', `label=com.docker.compose.project=${ID}`])).stdout
    .split('\n')
    .toSorted();

describe('Docker Compose itself', () => {
  test('has the project, the files and the overlay, its own output and its exit code; 1Password is not asked', async () => {
    const op = await fakeOp(stage.directory);
    const env = { PATH: op.env['PATH'] ?? '', ...op.env };
    const listed = await ktrdr(['compose', '--instance', 'day', '--', 'ps', '--format', '{{.Service}}'], { env });
    expect(listed).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/^backend$/m) });
    const resolved = await ktrdr(['compose', '--', 'config', '--format', 'json'], { cwd: sandbox, env });
    const { name, services } = JSON.parse(resolved.stdout);
    expect(name).toBe(ID);
    expect(services.db.ports[0].published).toBe('5433');
    expect(services.backend.image).toMatch(/:ktrdr--day$/);
    expect(services.db.environment.POSTGRES_PASSWORD).toBe('placeholder-for-DB_PASSWORD');
    const script = ['exec', '-T', 'db', 'sh', '-c', 'cat; printf "%s|" "$@"; exit 9', 'x', 'a b', '$HOME'];
    const ran = await ktrdr(['compose', '--', ...script], { cwd: sandbox, env, input: 'in ' });
    expect(ran).toMatchObject({ exitCode: 9, stdout: 'in a b|$HOME|' });
    expect((await ktrdr(['compose', '--', 'nonsense'], { cwd: sandbox, env })).exitCode).not.toBe(0);
    expect(await op.calls()).toEqual([]);
  });

  test('a service that the file has and the instance does not run is not started: nobody has looked at its volumes', async () => {
    const refused = await ktrdr(['compose', '--no-secrets', '--', 'up', '-d', 'backtest-worker-3'], { cwd: sandbox });
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/backtest-worker-3 .* does not run it/),
    });
  });

  test('makes what up makes, so that neither makes the containers of the other anew', async () => {
    const before = await containerIds();
    const same = await ktrdr(['compose', '--no-secrets', '--', 'up', '--detach'], { cwd: sandbox });
    expect(same).toMatchObject({ exitCode: 0, stdout: '', stderr: expect.stringMatching(/insecure defaults/) });
    expect(await containerIds()).toEqual(before);
    expect((await ktrdr(['compose', '--', 'rm', '-fs', 'grafana'], { cwd: sandbox })).exitCode).toBe(0);
    expect(await containerIds()).toHaveLength(before.length - 1);
    const args = ['compose', '--no-secrets', '--', 'up', '--detach', 'grafana'];
    expect((await ktrdr(args, { cwd: sandbox })).exitCode).toBe(0);
    const made = await containerIds();
    assertOk(await stage.ktrdr('up day --no-secrets', { cwd: elsewhere }));
    expect(await containerIds()).toEqual(made);
  });

  test('what makes containers asks for the secrets, as up does', async () => {
    const op = await fakeOp(stage.directory);
    const before = await containerIds();
    const refused = await ktrdr(['compose', '--', 'up', '--detach'], { cwd: sandbox, env: { ...op.env } });
    expect(refused).toMatchObject({ exitCode: 4, stdout: '', stderr: expect.stringMatching(/1password/i) });
    expect(await op.calls()).toHaveLength(1);
    expect(await containerIds()).toEqual(before);
  });

  test('relative paths are those of the directory in which it was given', async () => {
    const copied = await ktrdr(['compose', '--instance', 'day', '--', 'cp', 'db:/etc/hostname', 'copied']);
    expect(copied.exitCode).toBe(0);
    expect(await readFile(join(elsewhere, 'copied'), 'utf8')).not.toBe('');
  });

  test('while it runs, nothing else changes the instance; what ends it, it has the time for', async () => {
    const attached = execa(process.execPath, [KTRDR, 'compose', '--no-secrets', '--', 'up', 'jaeger'], {
      cwd: sandbox,
      env: stage.environment(),
      extendEnv: false,
      reject: false,
      buffer: false,
    });
    let shown = '';
    attached.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    attached.stderr.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    for (const deadline = Date.now() + 60_000; !/Attaching to/.test(shown) && Date.now() < deadline;)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(shown).toMatch(/Attaching to/);
    const busy = await ktrdr(['down', 'day']);
    expect(busy).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/another command is working/i) });
    attached.kill('SIGINT');
    await attached;
    const state = await execa('docker', ['inspect', '--format', '{{.State.Status}}', `${ID}-jaeger-1`]);
    expect(state.stdout).toBe('exited');
    assertOk(await stage.ktrdr('up day --no-secrets', { cwd: elsewhere }));
  });

  test('interrupted without a terminal, exec says that its command may go on', async () => {
    const child = execa(process.execPath, [KTRDR, 'exec', 'db', '--', 'sh', '-c', 'echo begun; exec sleep 4321'], {
      cwd: sandbox,
      env: stage.environment(),
      extendEnv: false,
      reject: false,
    });
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await child).toMatchObject({ exitCode: 130, stderr: expect.stringMatching(/may still be running in db/) });
  });

  test.each(['run -- sleep 600', 'exec db -- sleep 600'])(
    'on a terminal, %s ends with the command when that alone is ended',
    async (line) => {
      const terminal = openTerminal(`sh -c 'echo pid=$$=; exec "${process.execPath}" "${KTRDR}" ${line}'`, {
        cwd: sandbox,
        env: stage.environment(),
      });
      await terminal.see('pid=');
      await sleep(3_000);
      const pid = Number(/pid=(\d+)=/.exec(terminal.shown())?.[1]);
      const children = await execa('pgrep', ['--parent', `${pid}`]);
      process.kill(pid, 'SIGTERM');
      expect((await terminal.end()).exitCode).toBe(130);
      for (const child of children.stdout.split('\n')) expect(existsSync(`/proc/${child}`)).toBe(false);
    },
  );

  test.each([
    ['down --volume', /cannot be recovered[^]*ktrdr down ktrdr--day --volumes/],
    ['down -v', /cannot be recovered[^]*ktrdr down ktrdr--day --volumes/],
    ['down --rmi all', /cannot be recovered[^]*ktrdr destroy ktrdr--day/],
    ['rm -fsv db', /cannot be recovered/],
    ['-p ktrdr-prod down', /compose sets -p itself[^]*--instance/],
    ['-f other.yml ps', /compose sets -f itself[^]*--compose-file/],
    ['--project-directory / ps', /compose sets --project-directory itself/],
  ])('%s is refused', async (line, words) => {
    const before = await containerIds();
    const refused = await ktrdr(['compose', '--', ...line.split(' ')], { cwd: sandbox });
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(words) });
    expect(await containerIds()).toEqual(before);
  });

  test('nothing to do, and JSON of ours, are refused', async () => {
    expect((await ktrdr(['compose'], { cwd: sandbox })).stderr).toMatch(
      /which Docker Compose command should run[^]*-- ps/i,
    );
    const json = await ktrdr(['compose', '--json', '--', 'ps'], { cwd: sandbox });
    expect(json).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/--format json/) });
  });
});

test('open starts the browser, and prints the URL where there is none', async () => {
  const bin = join(stage.directory, 'bin');
  await mkdir(bin);
  const opened = join(stage.directory, 'opened');
  await writeFile(join(bin, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" >'${opened}'\n`, { mode: 0o755 });
  const path = stage.environment()['PATH'] ?? '';
  const shown = await ktrdr(['open', 'docs', '--json', '--instance', 'day'], { env: { PATH: `${bin}:${path}` } });
  expect(JSON.parse(shown.stdout)).toMatchObject({ url: 'http://localhost:8001/api/v1/docs', opened: true });
  expect(await readFile(opened, 'utf8')).toMatch(/localhost:8001\/api\/v1\/docs$/);
  const failing = await ktrdr(['open', '--instance', 'day'], { env: { PATH: path } });
  expect(failing.stdout).toMatch(/localhost:8001/);
});

/** A command of ours where `/etc/hosts` has a name of the sandbox's own. */
const there = (line: string): string =>
  `unshare --mount sh -c 'mount --bind "${join(stage.directory, 'hosts')}" /etc/hosts && exec "${process.execPath}" "${KTRDR}" ${line}'`;

wherePossible(describe, mountsMissing())('a machine that knows names of its own under localhost', () => {
  beforeAll(async () => await writeFile(join(stage.directory, 'hosts'), '127.0.0.1 localhost day.localhost\n'));

  test.each(['status day', 'up day --no-secrets'])(
    '%s shows people URLs of its own, as cookies are of a host',
    async (line) => {
      const terminal = openTerminal(there(line), { cwd: elsewhere, env: stage.environment(), columns: 120 });
      const { exitCode, shown } = await terminal.end();
      expect(exitCode).toBe(0);
      expect(shown).toMatch(/Grafana +http:\/\/day\.localhost:3001\n/);
      expect(shown).not.toMatch(/http:\/\/localhost/);
    },
  );

  test.each(['status day', 'status day --json', 'env day', 'open docs --instance day --json'])(
    '%s tells programs localhost',
    async (line) => {
      const { stdout } = await execa('sh', ['-c', there(line)], {
        cwd: elsewhere,
        env: stage.environment(),
        extendEnv: false,
      });
      expect(stdout).toMatch(/http:\/\/localhost:8001/);
      expect(stdout).not.toContain('day.localhost');
    },
  );

  test('open goes there', async () => {
    const { stdout } = await execa('sh', ['-c', there('open grafana --instance day')], {
      cwd: elsewhere,
      env: stage.environment(),
      extendEnv: false,
    });
    expect(stdout).toContain('http://day.localhost:3001');
  });
});

const startedAt = async (service: string) =>
  (await execa('docker', ['inspect', '--format', '{{.State.StartedAt}}', `${ID}-${service}-1`])).stdout;

describe('restart', () => {
  test('of a service leaves the others alone, and ends when all is ready', async () => {
    const [backend, db] = [await startedAt('backend'), await startedAt('db')];
    const restarted = await ktrdr(['restart', 'backend', '--instance', 'day', '--no-secrets']);
    expect(restarted.stdout).toMatch(/ktrdr--day is ready/);
    expect(restarted.exitCode).toBe(0);
    expect(await startedAt('backend')).not.toBe(backend);
    expect(await startedAt('db')).toBe(db);
    expect((await ktrdr(['ps', 'day', '--check'])).exitCode).toBe(0);
  });

  test('of all', async () => {
    const [backend, db] = [await startedAt('backend'), await startedAt('db')];
    const restarted = await ktrdr(['restart', '--no-secrets', '--json'], { cwd: sandbox });
    expect(JSON.parse(restarted.stdout)).toMatchObject({ id: ID, state: 'running' });
    expect(await startedAt('backend')).not.toBe(backend);
    expect(await startedAt('db')).not.toBe(db);
  });

  test('of what is no service is refused, and stops nothing', async () => {
    const backend = await startedAt('backend');
    const refused = await ktrdr(['restart', 'backend', 'bakend', '--instance', 'day', '--no-secrets']);
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/no service bakend[^]*mean backend/i) });
    expect(await startedAt('backend')).toBe(backend);
  });
});

test('logs of a named instance', async () => {
  const { stdout, exitCode } = await ktrdr(['logs', 'db', '--instance', 'day', '--tail', '3', '--json']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ container: 'db-1' });
});

describe('all at once', () => {
  test('down asks first, and stops what runs', async () => {
    const asked = await ktrdr(['down', '--all']);
    expect(asked).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/not confirmed/i) });
    expect(asked.stdout).toContain(ID);
    const stopped = await ktrdr(['down', '--all', '--yes', '--json']);
    expect(JSON.parse(stopped.stdout).instances).toEqual([{ id: ID, path: sandbox, error: null }]);
    expect((await ktrdr(['down', '--all', '--yes'])).stdout).toMatch(/no instance is running/i);
    expect((await ktrdr(['down', 'day', '--all'])).stderr).toMatch(/give --all or day, not both/i);
    expect((await ktrdr(['down', '--all', '--volumes'])).exitCode).toBe(1);
  });

  test('up starts those that were not stopped with down', async () => {
    expect((await ktrdr(['up', '--all', '--no-secrets'])).stdout).toMatch(/no instance has containers/i);
    assertOk(await stage.ktrdr('up day --no-secrets', { cwd: elsewhere }));
    await execa('docker', ['stop', '--time', '1', `${ID}-backend-1`, `${ID}-db-1`]);
    const started = await ktrdr(['up', '--all', '--no-secrets', '--json']);
    expect(JSON.parse(started.stdout).instances).toEqual([{ id: ID, path: sandbox, error: null }]);
    expect((await ktrdr(['status', 'day', '--check'])).exitCode).toBe(0);
  });
});

test('down from another directory', async () => {
  const stopped = await ktrdr(['down', 'day', '-v', '--yes']);
  expect(stopped.stdout).toMatch(/ktrdr--day is stopped/);
  expect(stopped.exitCode).toBe(0);
});

/** What bash offers for these words; the last is the one that is being typed. */
const offered = async (words: readonly string[], cwd = elsewhere) => {
  const bin = join(stage.directory, 'ktrdr-bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'ktrdr'), `#!/bin/sh\nexec '${process.execPath}' '${KTRDR}' "$@"\n`, { mode: 0o755 });
  const script =
    'source <(ktrdr completion bash); COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _ktrdr_complete; printf "%s\\n" "${COMPREPLY[@]}"';
  const env = { ...stage.environment(), PATH: `${bin}:${stage.environment()['PATH'] ?? ''}` };
  const args = ['-c', script, 'bash', 'ktrdr', ...words];
  return (await execa('bash', args, { cwd, env, extendEnv: false })).stdout.split('\n');
};

describe('completion', () => {
  test('of commands, instances, services and branches', async () => {
    expect(await offered(['resta'])).toEqual(['restart']);
    expect(await offered(['up', 'd'])).toEqual(['day']);
    expect(await offered(['logs', '--instance', 'day', 'backe'])).toEqual(['backend']);
    expect(await offered(['restart', 'db', 'backe'], sandbox)).toEqual(['backend']);
    expect(await offered(['sandbox', 'create', 'x', '--from', 'mai'], sandbox)).toContain('main');
  });

  test('runs nothing of what is being typed, and ends quietly where nothing fits', async () => {
    const evil = join(stage.directory, 'evil');
    expect(await offered(['up', `$(touch '${evil}')`, ''])).toEqual(['']);
    expect(await offered(['no-such-command', `\`touch ${evil}\``])).toEqual(['']);
    await expect(access(evil)).rejects.toThrow();
  });

  test('is installed after it was shown, once, and taken away again', async () => {
    const home = join(stage.directory, 'home of a user');
    await mkdir(home);
    await writeFile(join(home, '.bashrc'), 'alias a=b');
    const env = { HOME: home, SHELL: '/bin/bash', KTRDR_HOME: join(home, '.ktrdr') };
    const refused = await ktrdr(['completion', '--install'], { env });
    expect(refused).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('.bashrc') });
    expect(await readFile(join(home, '.bashrc'), 'utf8')).toBe('alias a=b');
    expect((await ktrdr(['completion', '--install', '--yes'], { env })).exitCode).toBe(0);
    expect((await ktrdr(['completion', '--install', '--yes'], { env })).stdout).toMatch(/nothing was changed/);
    const asked = await execa('bash', ['--rcfile', join(home, '.bashrc'), '-i', '-c', 'complete -p ktrdr'], { env });
    expect(asked.stdout).toContain('_ktrdr_complete');
    expect((await ktrdr(['completion', '--uninstall'], { env })).exitCode).toBe(0);
    expect(await readFile(join(home, '.bashrc'), 'utf8')).toBe('alias a=b\n');
  });

  test("leaves what is the user's own: a file in the place of its script, and what is no file", async () => {
    const home = join(stage.directory, 'home with fish');
    const own = join(home, '.config', 'fish', 'conf.d', 'ktrdr.fish');
    await mkdir(join(home, '.bashrc'), { recursive: true });
    await mkdir(dirname(own), { recursive: true });
    await writeFile(own, '# mine');
    const env = { HOME: home, KTRDR_HOME: join(home, '.ktrdr') };
    for (const flag of ['--install', '--uninstall']) {
      const refused = await ktrdr(['completion', 'fish', flag, '--yes'], { env });
      expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/was not written by ktrdr/) });
    }
    expect(await readFile(own, 'utf8')).toBe('# mine');
    const directory = await ktrdr(['completion', 'bash', '--install', '--yes'], { env });
    expect(directory).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/\.bashrc is not a file/) });
  });
});

/** Runs a command line in a shell that is confined to the sandbox of these tests. */
const confined = async (line: string, cwd = elsewhere) =>
  await ktrdr(line.split(' '), { cwd, env: { KTRDR_CONFINE: 'day' } });

describe('a shell that is confined to one instance', () => {
  beforeAll(async () => {
    const clone = join(stage.directory, 'ktrdr');
    assertOk(await stage.ktrdr('sandbox create other --from main', { cwd: clone }));
    assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
  });

  test('reaches that one', async () => {
    expect((await confined('status day --json')).exitCode).toBe(0);
    expect((await confined('env day')).stdout).toContain('DB_PORT');
    expect((await confined('cd', sandbox)).stdout).toBe(sandbox);
    expect((await confined('list')).stdout).toMatch(/ktrdr--day/);
  });

  test.each([
    'up other --no-secrets',
    'down other',
    'down local-prod --volumes --yes',
    'destroy other --force',
    'destroy local-prod --yes',
    'sandbox destroy --name other --force',
    'local-prod destroy --yes',
    'env other --secrets',
    'exec db --instance other -- env',
    'compose --instance other -- ps',
    'logs --instance local-prod',
    'why other',
    'status 0',
    'sandbox init-shared --minimal',
    'local-prod mcp-config',
  ])('%s is refused', async (line) => {
    const refused = await confined(line);
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/out of bounds[^]*KTRDR_CONFINE/) });
  });

  test.each([
    ['sandbox up --no-secrets', 'ktrdr--other'],
    ['sandbox destroy --force', 'ktrdr--other'],
    ['sandbox create third --from main', 'ktrdr'],
    ['local-prod up --no-secrets', 'ktrdr'],
    ['local-prod init --again', 'ktrdr'],
  ])('%s in %s is refused', async (line, directory) => {
    const refused = await confined(line, join(stage.directory, directory));
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/out of bounds/) });
  });

  test('and others are not listed, nor meant by all', async () => {
    expect((await confined('list')).stdout).not.toMatch(/other|ktrdr-prod/);
    expect((await confined('up nothing')).stderr).not.toMatch(/other/);
    const everything = await ktrdr(['list', '--json']);
    expect(JSON.parse(everything.stdout).instances).toHaveLength(3);
    const none = await ktrdr(['down', 'day'], { env: { KTRDR_CONFINE: '' } });
    expect(none).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/out of bounds/) });
  });

  afterAll(async () => {
    assertOk(await stage.ktrdr('destroy other --force', { cwd: elsewhere }));
    assertOk(await stage.ktrdr('destroy local-prod --yes', { cwd: elsewhere }));
  });
});

describe('destroy by name', () => {
  test.each([
    ['1', /1 is not the exact name[^]*ktrdr--day/],
    ['Day', /Day is not the exact name[^]*ktrdr--day/],
    ['da', /no instance is called da/i],
  ])('%s is not enough', async (name, words) => {
    const refused = await ktrdr(['destroy', name, '--yes']);
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(words) });
    expect((await ktrdr(['cd', 'day'])).stdout).toBe(sandbox);
  });

  test('shows what it is, and removes it', async () => {
    const shown = await ktrdr(['rm', 'day', '--dry-run']);
    expect(shown.stdout).toContain(sandbox);
    expect(shown.stdout).toMatch(/nothing was changed/i);
    const gone = await ktrdr(['destroy', 'day', '--yes']);
    expect(gone.stdout).toMatch(/ktrdr--day is destroyed/);
    expect(gone.exitCode).toBe(0);
    expect((await ktrdr(['ls', '--json'])).stdout).not.toContain(ID);
  });
});
