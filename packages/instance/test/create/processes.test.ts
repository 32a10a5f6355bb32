import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env as processEnv } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { sandboxLockReason } from '../../src/git/sandbox-lock-reason.ts';
import { createContext, type Instance } from '../../src/index.ts';
import { registeredInstances } from '../../src/core/registered-instances.ts';
import { buildPrograms, type Program, startProgram, temporaryDirectory } from '@ktrdr/test-support';

// Real processes, real git, real kills.
jest.setTimeout(240_000);

const root = temporaryDirectory();
let home: string;
let clone: string;
let count = 0;

beforeAll(() => buildPrograms(root, import.meta.url));
beforeEach(() => {
  const place = join(root, String((count += 1)));
  home = join(place, 'home');
  clone = join(place, 'ktrdr');
  mkdirSync(join(clone, '.claude'), { recursive: true });
  mkdirSync(home);
  git('init', '-q', '-b', 'main');
  const origin = join(place, 'ktrdr.git');
  git('init', '-q', '--bare', '-b', 'main', origin);
  git('remote', 'add', 'origin', origin);
  writeFileSync(join(clone, '.gitignore'), '.env.sandbox\n.claude/settings.local.json\n');
  writeFileSync(join(clone, '.claude', 'settings.local.example.json'), '{}\n');
  for (let number = 0; number < 20; number += 1) writeFileSync(join(clone, `file-${number}`), 'text\n'.repeat(1000));
  git('add', '--all');
  git('commit', '-q', '-m', 'one');
  git('push', '-q', 'origin', 'main');
});

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=me', '-c', 'user.email=me@example.invalid', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', ['-C', clone, ...identity, ...args], {
    env: { PATH: processEnv['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1' },
    encoding: 'utf8',
  });
}

const create = (name: string, more: object = {}): Program =>
  startProgram(root, 'create', { home, directory: clone, name, ...more });
const last = ({ lines }: Program): string => lines.at(-1) ?? '';

/** Waits until `program` has got so far; throws with its last word if it ends before. */
async function until(program: Program, far: () => boolean | Promise<boolean>): Promise<void> {
  let ended = false;
  void program.ended.then(() => (ended = true));
  for (;;) {
    const over = ended;
    if (await far()) return;
    if (over) throw new Error(`ended before that: ${last(program)}`);
    await delay(1);
  }
}
const branches = (): string[] => git('branch', '--format=%(refname:short)').trim().split('\n');
const instances = async (): Promise<Instance[]> =>
  await registeredInstances(createContext({ env: { KTRDR_HOME: home }, command: 'a test' }));
const journals = (): string[] =>
  readdirSync(join(home, 'sandbox', 'operations')).filter((name) => /json|index/.test(name));

/** What a created sandbox is made of; throws or fails if something of it is missing. */
function assertWhole({ id, path, slot }: Instance): void {
  expect(readFileSync(join(path, '.env.sandbox'), 'utf8')).toContain(`SLOT_NUMBER=${slot}\n`);
  expect(existsSync(join(path, '.claude', 'settings.local.json'))).toBe(true);
  expect(git('-C', path, 'status', '--porcelain')).toBe('');
  expect(git('worktree', 'list', '--porcelain')).toContain(`worktree ${path}\n`);
  expect(readFileSync(join(clone, '.git', 'worktrees', id, 'locked'), 'utf8').trim()).toBe(sandboxLockReason(id));
}

test('30 processes at once: exactly ten succeed, with ten different slots, and the others leave nothing', async () => {
  const programs = Array.from({ length: 30 }, (_, index) => create(`p${index}`, { onSignal: true }));
  await Promise.all(programs.map(({ begun }) => begun));
  for (const { child } of programs) child.stdin?.end();
  expect(await Promise.all(programs.map(async ({ ended }) => (await ended).stderr))).toEqual(programs.map(() => ''));

  const said = programs.map(last);
  expect(said.filter((line) => line.startsWith('created'))).toHaveLength(10);
  expect(said.filter((line) => line.startsWith('refused NO_FREE_SLOT'))).toHaveLength(20);
  for (const line of said.filter((one) => one.startsWith('refused')))
    expect(line).toMatch(
      /slot 10: ktrdr--p\d+, since \S+, (being created|stopped; to free it: ktrdr sandbox destroy --name ktrdr--p\d+)/,
    );

  const found = await instances();
  expect(found.map(({ slot }) => slot)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  for (const instance of found) assertWhole(instance);
  expect(branches().toSorted((a, b) => a.localeCompare(b))).toEqual(
    ['main', ...found.map(({ id }) => id.replace('ktrdr--', ''))].toSorted((a, b) => a.localeCompare(b)),
  );
  expect(journals()).toEqual([]);
});

test('of two with the same name one succeeds, and the other says so', async () => {
  const programs = [create('x'), create('x')];
  await Promise.all(programs.map(({ ended }) => ended));
  expect(
    programs.map((program) => last(program).split(' ', 2).join(' ')).toSorted((a, b) => a.localeCompare(b)),
  ).toEqual(['created ktrdr--x', 'refused INSTANCE_EXISTS']);
  expect(journals()).toEqual([]);
});

test('kill -9 at any moment: the next create of that name succeeds, or finds that all was done, and nothing is left of the killed one', async () => {
  const begin = performance.now();
  const calm = create('calm');
  await calm.begun;
  const atBegin = performance.now();
  await calm.ended;
  // As long as an undisturbed one takes: kills are spread over all of it.
  const duration = performance.now() - atBegin;
  expect(begin).toBeLessThan(atBegin);
  let unfinished = 0;
  const rounds = 16;
  for (let round = 0; round < rounds; round += 1) {
    const name = `r${round}`;
    const killed = create(name);
    await killed.begun;
    await delay((duration * (round + Math.random())) / rounds);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const done = last(killed).startsWith('created');
    if (done) continue;
    unfinished += 1;
    const next = create(name);
    expect((await next.ended).stderr).toBe('');
    // Killed when everything was made and before it said so: that one is finished, and not undone.
    expect(last(next)).toMatch(new RegExp(`^(created|refused INSTANCE_EXISTS Sandbox) ktrdr--${name} `));
    const instance = (await instances()).find(({ id }) => id === `ktrdr--${name}`);
    if (instance === undefined) throw new Error('not registered');
    assertWhole(instance);
    expect(journals()).toEqual([]);
    // There are ten slots only.
    git('worktree', 'remove', '--force', '--force', instance.path);
    git('branch', '-D', name);
    await createContext({ env: { KTRDR_HOME: home }, command: 'a test' }).registry.release(instance.id);
  }
  // Or nobody was killed in the middle of anything. Where exactly, the machine decides.
  expect(unfinished).toBeGreaterThan(0);
});

test('a git that outlives its killed process is waited for, then undone', async () => {
  // The worktree is there when this runs, and git has not ended.
  const hook = join(clone, '.git', 'hooks', 'post-checkout');
  mkdirSync(join(clone, '.git', 'hooks'), { recursive: true });
  writeFileSync(hook, `#!/bin/sh\ncd '${root}' && echo > in-hook && sleep 2 && echo > '${clone}'/../ktrdr--x/late\n`, {
    mode: 0o755,
  });
  const killed = create('x');
  await until(killed, () => existsSync(join(root, 'in-hook')));
  killed.child.kill('SIGKILL');
  writeFileSync(hook, '#!/bin/sh\n', { mode: 0o755 });
  const next = create('x');
  await next.ended;
  // The hook has put a file there, after the kill: it is not ours to remove, so the sandbox is finished instead.
  expect(next.lines).toContainEqual(
    expect.stringMatching(/^note The create of ktrdr--x had not finished. It is finished now.*late/),
  );
  expect(last(next)).toMatch(/^refused INSTANCE_EXISTS/);
  const [instance] = await instances();
  if (instance === undefined) throw new Error('not registered');
  expect(readFileSync(join(instance.path, '.env.sandbox'), 'utf8')).toContain('INSTANCE_ID=ktrdr--x\n');
  expect(journals()).toEqual([]);
});

/** Where a hook notes what it has started, and that in its turn notes what it has (`$left`). */
const noted = (what: 'child' | 'left'): string => join(root, `${what}-${count}`);

/** A hook that starts something for longer than a test may take, and does not end itself; says the pid of what it has started. */
function hookLeaving(program: string): (create: Program) => Promise<number> {
  const file = noted('child');
  const hooks = join(clone, '.git', 'hooks');
  mkdirSync(hooks, { recursive: true });
  const script = `trap '' INT TERM\nexport left='${noted('left')}'\nif [ ! -e '${file}' ]; then ${program} & echo $! >'${file}.new'; mv '${file}.new' '${file}'; sleep 2; fi`;
  writeFileSync(join(hooks, 'post-checkout'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return async (running) => {
    await until(running, () => existsSync(file));
    return Number(readFileSync(file, 'utf8'));
  };
}

describe('a child that a hook leaves behind is not waited for', () => {
  let child: number | undefined;
  afterEach(() => {
    if (child !== undefined) process.kill(child, 'SIGKILL');
    if (existsSync(noted('left'))) process.kill(Number(readFileSync(noted('left'), 'utf8')), 'SIGKILL');
  });

  test.each([
    ['by a create that is killed', 'SIGKILL', 'sleep 1000'],
    ['by one that is interrupted', 'SIGINT', 'sleep 1000'],
    [
      'a git of its own, by one that is killed',
      'SIGKILL',
      `git -c alias.wait='!echo $$ >"$left"; exec sleep 1000' wait`,
    ],
  ] as const)('%s', async (_, signal, program) => {
    const started = hookLeaving(program);
    const ended = create('x');
    child = await started(ended);
    ended.child.kill(signal);
    await ended.ended;
    const next = [create('y'), create('x'), create('z')];
    await Promise.all(next.map(async (one) => await one.ended));
    expect(next.map(last)).toEqual([
      expect.stringMatching(/^created ktrdr--y/),
      expect.stringMatching(/^created ktrdr--x/),
      expect.stringMatching(/^created ktrdr--z/),
    ]);
    // It is there all the time, and has the lock, of a file that is gone.
    expect(readlinkSync(`/proc/${child}/fd/3`)).toMatch(/ktrdr-worktrees-lock \(deleted\)$/);
    expect(readdirSync(join(clone, '.git')).filter((name) => name.startsWith('ktrdr'))).toEqual([]);
    expect(journals()).toEqual([]);
  });
});

test('one that is interrupted while it waits for the repository leaves nothing, at once', async () => {
  const hooks = join(clone, '.git', 'hooks');
  mkdirSync(hooks, { recursive: true });
  const go = join(root, `go-${count}`);
  const script = `: >'${go}.in'; while [ ! -e '${go}' ]; do sleep 0.1; done`;
  writeFileSync(join(hooks, 'post-checkout'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const first = create('x');
  await until(first, () => existsSync(`${go}.in`));
  const second = create('y');
  await until(second, async () => (await instances()).some(({ id }) => id === 'ktrdr--y'));
  second.child.kill('SIGINT');
  // The first one has the repository all the time.
  expect((await second.ended).stderr).toContain('AbortError');
  expect((await instances()).map(({ id }) => id)).toEqual(['ktrdr--x']);
  expect(journals()).toEqual(['ktrdr--x.json']);
  writeFileSync(go, '');
  await first.ended;
  expect(last(first)).toMatch(/^created ktrdr--x/);
});

test('what was killed is settled by whoever creates next, by one of many', async () => {
  const killed: Program[] = [];
  for (const name of ['a', 'b', 'c']) {
    const program = create(name);
    killed.push(program);
    await until(program, () => existsSync(join(clone, '..', `ktrdr--${name}`, '.git')));
    program.child.kill('SIGKILL');
    await program.ended;
  }
  const next = ['d', 'e', 'f', 'g'].map((name) => create(name));
  await Promise.all(next.map(({ ended }) => ended));
  expect(next.map((program) => last(program).split(' ')[0])).toEqual(['created', 'created', 'created', 'created']);
  const ended = killed.filter((program) => last(program).startsWith('created')).length;
  expect(await instances()).toHaveLength(4 + ended);
  expect(journals()).toEqual([]);
});
