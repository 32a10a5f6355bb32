import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { KTRDR } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { countedEngine } from '../src/stage/counted-engine.ts';
import { peakMemory } from '../src/stage/peak-memory.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { socketOfEngine } from '../src/stage/socket-of-engine.ts';

// What containers write, read over the Engine's API.

let stage: Stage;
let clone: string;
const PASSWORD = 'correct horse battery staple';
const ID = 'ktrdr-prod';

const docker = async (...args: string[]): Promise<string> => (await execa('docker', args)).stdout;
const container = (service: string, id = ID): string => `${id}-${service}-1`;
/** Has a container write this, as its own process does. */
const say = async (service: string, text: string, id = ID): Promise<string> =>
  await docker('exec', '--env', `TEXT=${text}`, container(service, id), 'sh', '-c', 'printf %b "$TEXT" > /proc/1/fd/1');
const logs = async (args = '', cwd = clone) => await stage.ktrdr(`local-prod logs ${args}`.trim(), { cwd });
const linesOf = async (args: string): Promise<string[]> => assertOk(await logs(args)).stdout.split('\n');

async function writeFileOf(directory: string, environment: Record<string, string> = {}): Promise<void> {
  const quiet = { image: stage.appImage, init: true, command: ['sleep', 'infinity'], stop_grace_period: '1s' };
  const file = {
    services: {
      journal: { ...quiet, environment },
      kv: quiet,
      terminal: { ...quiet, tty: true },
    },
  };
  await writeFile(join(directory, 'docker-compose.sandbox.yml'), JSON.stringify(file));
}

beforeAll(async () => {
  stage = await setStage('logs');
  clone = await stage.clone();
  await writeFileOf(clone, { DB_PASSWORD: PASSWORD });
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
  assertOk(await stage.ktrdr('local-prod up --no-secrets', { cwd: clone }));
});
afterAll(async () => await stage.strike());

/** A command that goes on, and what it has written. */
function begun(args: string, env: Record<string, string> = {}) {
  const child = execa(process.execPath, [KTRDR, ...args.split(' ')], {
    cwd: clone,
    env: { ...stage.environment(), ...env },
    extendEnv: false,
    reject: false,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    child,
    output: () => output,
    async until(text: string): Promise<void> {
      while (!output.includes(text)) {
        if (child.exitCode !== null)
          throw new Error(`ended with ${child.exitCode} before it wrote ${text}:\n${output}`);
        await sleep(20);
      }
    },
    async interrupted() {
      child.kill('SIGINT');
      return await child;
    },
  };
}

async function childrenOf(pid: number | undefined): Promise<string> {
  return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim();
}

describe('what was written', () => {
  test('of several services, by time, in the order in which it was written', async () => {
    for (const round of [1, 2, 3]) {
      await say('journal', `journal ${round}\n`);
      await say('terminal', `terminal ${round}\n`);
      await say('kv', `kv ${round}\n`);
    }
    expect(await linesOf('-n 3')).toEqual(
      [1, 2, 3].flatMap((round) => [
        `journal-1   | journal ${round}`,
        `terminal-1  | terminal ${round}`,
        `kv-1        | kv ${round}`,
      ]),
    );
    expect(await linesOf('kv terminal --tail 1')).toEqual(['terminal-1  | terminal 3', 'kv-1        | kv 3']);
    const [timed = ''] = await linesOf('kv -n 1 --timestamps');
    expect(timed).toMatch(/^kv-1 {2}\| \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z kv 3$/);
    const [time = ''] = /\d{4}\S+/.exec(timed) ?? [];
    expect(await linesOf('kv -n 1 --json')).toEqual([
      JSON.stringify({ schemaVersion: 1, container: 'kv-1', time, message: 'kv 3' }),
    ]);
  });

  test('since a moment, and until one', async () => {
    await say('kv', 'before\n');
    await sleep(1_100);
    const moment = new Date().toISOString();
    await say('kv', 'after\n');
    expect(await linesOf(`kv --since ${moment}`)).toEqual(['kv-1  | after']);
    expect((await linesOf(`kv --until ${moment}`)).at(-1)).toBe('kv-1  | before');
    expect(await linesOf('kv --since 10m -n 2')).toEqual(['kv-1  | before', 'kv-1  | after']);
    expect(await linesOf('kv --since 0s')).toEqual(['']);
  });

  test('what matches, and what is bad enough, as KTRDR, uvicorn and PostgreSQL write it', async () => {
    const RECORD = '2026-01-02 03:04:05,678 | \x1b[91mERROR\x1b[0m    | ktrdr.api | lost\n';
    await say('journal', `${RECORD}Traceback (most recent call last):\n  File "a"\nValueError: no\n`);
    await say('journal', 'INFO:     172.18.0.1:5000 - "GET /api/v1/health HTTP/1.1" 200 OK\n');
    await say('kv', '2026-01-02 03:04:05.678 UTC [1] LOG:  ready\n2026-01-02 03:04:06 UTC [7] FATAL:  no role\n');
    expect(await linesOf('--level error')).toEqual([
      'journal-1   | 2026-01-02 03:04:05,678 | ERROR    | ktrdr.api | lost',
      'journal-1   | Traceback (most recent call last):',
      'journal-1   |   File "a"',
      'journal-1   | ValueError: no',
      'kv-1        | 2026-01-02 03:04:06 UTC [7] FATAL:  no role',
    ]);
    expect(await linesOf('--grep (?i)valueerror|\\|\\sERROR')).toEqual([
      'journal-1   | 2026-01-02 03:04:05,678 | ERROR    | ktrdr.api | lost',
      'journal-1   | ValueError: no',
    ]);
    expect((await logs('--grep [')).stderr).toMatch(/argument '\[' is invalid. Invalid regular expression/);
    expect((await logs('--grep [')).exitCode).toBe(1);
  });

  test.each(['journal', 'terminal'])(
    'a secret is taken out, also where the Engine cuts a line in the middle of it: %s',
    async (service) => {
      // Each piece of the Engine's has 16,384 bytes.
      const script = `printf "%16376s${PASSWORD}%20000sthe end\\n" x y > /proc/1/fd/1`;
      await docker('exec', container(service), 'sh', '-c', script);
      const [line = ''] = await linesOf(`${service} --since 1m --grep the.end --json`);
      expect(line).toContain('x[redacted] ');
      expect(line).toContain('y');
      expect(line).not.toMatch(/horse|battery|message.*\d{4}-\d\d-\d\dT/);
    },
  );

  test('bytes that are no text, and sequences that would take the terminal over, harm nobody', async () => {
    await docker(
      'exec',
      container('kv'),
      'sh',
      '-c',
      'head -c 200000 /dev/urandom > /proc/1/fd/1; echo > /proc/1/fd/1',
    );
    await say('kv', '\\033[2J\\033]0;title\\007\\033[31mred\\033[0m\\000 end\n');
    const { stdout } = assertOk(await logs('kv -n all'));
    expect(stdout.split('\n').at(-1)).toBe('kv-1  | red end');
    // oxlint-disable-next-line no-control-regex -- It is control characters that must not be there.
    expect(stdout).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/);
  });

  test('whoever reads no further ends it without a word', async () => {
    const child = await execa(
      'sh',
      ['-c', `"${process.execPath}" "${KTRDR}" local-prod logs -n all | head -1; exit 0`],
      {
        cwd: clone,
        env: stage.environment(),
        extendEnv: false,
      },
    );
    expect(child.stdout.split('\n')).toHaveLength(1);
    expect(child.stderr).toBe('');
  });

  test('a service that there is not: which may be meant', async () => {
    const wrong = await logs('journal kvv');
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stderr).toContain('has no service kvv\nDid you mean kv? Its services are journal, kv, terminal.');
  });

  test('that no line matches is told, and is no line', async () => {
    const none = assertOk(await logs('--grep nothing-is-like-this'));
    expect(none).toMatchObject({ stdout: '', stderr: 'No lines match.' });
  });

  test("grep's own -i is not taken for the pattern", async () => {
    const wrong = await logs('--grep -i kv');
    expect(wrong).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('begin the pattern with (?i)') });
  });

  test('a container whose log the Engine does not keep is named, and the others are shown', async () => {
    const name = container('silent').replace(/1$/, '9');
    const labels = ['project', 'service', 'project.working_dir', 'config-hash', 'oneoff', 'image'].map(
      async (label) => {
        const of = `com.docker.compose.${label}`;
        const value = await docker('inspect', '--format', `{{index .Config.Labels "${of}"}}`, container('kv'));
        return ['--label', `${of}=${label === 'service' ? 'silent' : value}`];
      },
    );
    const run = ['run', '--detach', '--name', name, '--log-driver', 'none', ...(await Promise.all(labels)).flat()];
    await docker(...run, stage.appImage, 'sleep', 'infinity');
    try {
      const { stdout, stderr } = assertOk(await logs('-n 1'));
      expect(stdout).toContain('kv-1');
      expect(stderr + stdout).toMatch(/The log of ktrdr-prod-silent-9 cannot be read: .*logging driver/);
      expect((await logs('silent')).stderr).toContain('No log could be read');
    } finally {
      await docker('rm', '--force', name);
    }
  });

  test('a hundred megabytes, and a line of twenty without an end, in a flat amount of memory', async () => {
    const read = async (grep: string): Promise<{ readonly mebibytes: number; readonly stdout: string }> =>
      await peakMemory(['--max-old-space-size=64', KTRDR, 'local-prod', 'logs', 'kv', '--grep', grep], {
        cwd: clone,
        env: stage.environment(),
      });
    const little = await read('needle');
    const line = 'x'.repeat(99);
    await docker('exec', container('kv'), 'sh', '-c', `yes ${line} | head -c 100000000 > /proc/1/fd/1`);
    await say('kv', 'a needle\\n');
    await docker('exec', container('kv'), 'sh', '-c', `head -c 20000000 /dev/zero | tr '\\0' y > /proc/1/fd/1`);
    await say('kv', ' and another needle\\n');
    const much = await read('needle');
    process.stdout.write(`logs --grep: ${little.mebibytes} MiB for little, ${much.mebibytes} MiB for 120 MB\n`);
    expect(much.stdout).toMatch(/a needle\n.*and another needle$/);
    // What is read is garbage sooner than it is collected.
    expect(much.mebibytes).toBeLessThan(little.mebibytes + 110);
    await docker('rm', '--force', container('kv'));
    assertOk(await stage.ktrdr('local-prod up --no-secrets', { cwd: clone }));
  });

  test('with few questions, and without a child process', async () => {
    const engine = await countedEngine(stage.directory, await socketOfEngine());
    try {
      assertOk(await stage.ktrdr('local-prod logs -n 1', { cwd: clone, env: engine.env }));
    } finally {
      await engine.close();
    }
    const counted: Record<string, number> = {};
    for (const question of engine.questions) {
      const kind = question.replace(/[0-9a-f]{64}/, '{id}');
      counted[kind] = (counted[kind] ?? 0) + 1;
    }
    process.stdout.write(`logs of three containers: ${JSON.stringify(counted)}\n`);
    expect(counted).toEqual({
      'GET /info': 1,
      'GET /containers/json': 1,
      'GET /containers/{id}/json': 3,
      'GET /containers/{id}/archive': 3,
      'GET /containers/{id}/logs': 3,
    });
  });
});

describe('what is being written', () => {
  test('Ctrl-C ends it, with 0; there is no child process that it could leave behind', async () => {
    const following = begun('local-prod logs -f -n 0');
    await sleep(1_000);
    await say('kv', 'followed\n');
    await following.until('followed');
    expect(await childrenOf(following.child.pid)).toBe('');
    expect((await following.interrupted()).exitCode).toBe(0);
    expect(following.output()).toBe('kv-1        | followed\n');
  });

  test('a container that starts again, and one that is made anew, with another secret', async () => {
    const following = begun('local-prod logs --follow -n 0');
    await sleep(1_000);
    await say('journal', 'one\n');
    await following.until('one');
    await docker('restart', container('journal'));
    await say('journal', 'two\n');
    await following.until('two');
    await docker('restart', container('journal'), container('kv'));
    await say('kv', 'three\n');
    await following.until('three');
    await writeFileOf(clone, { DB_PASSWORD: 'another horse' });
    assertOk(await stage.ktrdr('local-prod up --no-secrets', { cwd: clone }));
    await say('journal', `four ${PASSWORD}, another horse\n`);
    await following.until('four');
    expect((await following.interrupted()).exitCode).toBe(0);
    expect(following.output().split('\n')).toEqual([
      'journal-1   | one',
      'journal-1   | two',
      'kv-1        | three',
      'journal-1   | four [redacted], [redacted]',
      '',
    ]);
  });

  test('one that is killed leaves nothing behind', async () => {
    const following = begun('local-prod logs -f', { KTRDR_TEST_MARK: 'followed-and-killed' });
    await sleep(1_000);
    await say('kv', 'last words\n');
    await following.until('last words');
    following.child.kill('SIGKILL');
    await following.child;
    const { stdout } = await execa('sh', ['-c', 'grep -lsa followed-and-killed /proc/[0-9]*/environ'], {
      reject: false,
    });
    expect(stdout).toBe('');
  });

  test('of all instances, also of one whose container starts again', async () => {
    assertOk(await stage.ktrdr('sandbox create logs', { cwd: clone }));
    const sandbox = join(stage.directory, 'ktrdr--logs');
    await writeFileOf(sandbox);
    assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd: sandbox }));
    await say('kv', 'here\n', 'ktrdr--logs');
    const elsewhere = async (args: string): Promise<string> =>
      assertOk(await stage.ktrdr(`sandbox logs --all ${args}`, { cwd: stage.directory })).stdout;
    expect(await elsewhere('kv -n 1')).toMatch(/^ktrdr-prod\/kv-1 {3}\| .+\nktrdr--logs\/kv-1 {2}\| here$/);
    expect(JSON.parse(await elsewhere('--grep ^here$ --json'))).toMatchObject({
      instance: 'ktrdr--logs',
      container: 'kv-1',
      message: 'here',
    });
    const following = begun('local-prod logs --all --follow -n 0 kv');
    await sleep(1_500);
    await docker('restart', container('kv', 'ktrdr--logs'));
    await say('kv', 'again\n', 'ktrdr--logs');
    await say('kv', 'there\n');
    await following.until('there');
    expect((await following.interrupted()).exitCode).toBe(0);
    expect(following.output()).toBe('ktrdr--logs/kv-1  | again\nktrdr-prod/kv-1   | there\n');
  });

  test('of all instances, also of one that starts meanwhile, without its secrets; not of a stack of somebody else', async () => {
    const sandbox = join(stage.directory, 'ktrdr--logs');
    assertOk(await stage.ktrdr('sandbox down', { cwd: sandbox }));
    const following = begun('local-prod logs --all --follow -n 0');
    await sleep(1_500);
    await writeFileOf(sandbox, { DB_PASSWORD: 'a third horse' });
    const foreign = ['compose', '-p', 'somebody-else', '-f', join(sandbox, 'docker-compose.sandbox.yml')];
    await docker(...foreign, 'up', '-d', 'kv');
    try {
      assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd: sandbox }));
      await say('kv', 'theirs\n', 'somebody-else');
      await say('journal', 'joined, a third horse\n', 'ktrdr--logs');
      await following.until('joined');
    } finally {
      await docker(...foreign, 'down', '-t', '0');
    }
    await say('kv', 'still here\n');
    await following.until('still here');
    expect((await following.interrupted()).exitCode).toBe(0);
    expect(following.output()).toMatch(
      /^ktrdr--logs\/journal-1 +\| joined, \[redacted\]\nktrdr-prod\/kv-1 +\| still here\n$/m,
    );
    expect(following.output()).not.toContain('theirs');
  });

  test('it ends when what it follows is stopped; what that has written is still there', async () => {
    const following = begun('local-prod logs -f -n 0 kv');
    await sleep(1_000);
    await say('kv', 'the end\n');
    await following.until('the end');
    await docker('stop', container('kv'), container('journal'), container('terminal'));
    expect((await following.child).exitCode).toBe(0);
    expect((await linesOf('kv -n 1'))[0]).toBe('kv-1  | the end');
    expect((await linesOf('kv -n 1 --follow'))[0]).toBe('kv-1  | the end');
  });
});
