import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env as processEnv, kill } from 'node:process';
import { beforeEach, expect, test } from '@jest/globals';
import { runCommand } from '@ktrdr/process';
import { createContext, type Hook, type InstanceEvent, runHook } from '../../src/index.ts';
import { contextThat, place, sandbox, tree } from '../support/destroy-scene.ts';

// A program of the user's, really run, for a sandbox that has no containers.

const report = (event: InstanceEvent) => void events.push(event);
const STANDS = 'It stands.';
let events: InstanceEvent[];
beforeEach(() => {
  events = [];
});

async function run(
  script: string | readonly string[],
  { signal = new AbortController().signal, ...more }: { env?: object; timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const { context } = contextThat({ env: more.env ?? {} });
  const command = typeof script === 'string' ? ['sh', '-c', script] : script;
  const hook: Hook = { name: 'post-create', command, timeoutMs: more.timeoutMs ?? 60_000 };
  await runHook({ ...context, report, run: runCommand }, sandbox, hook, { stands: STANDS, signal });
}

const output = () => events.flatMap((event) => (event.type === 'output' ? [event.text] : []));
const isAlive = (pid: number): boolean => {
  try {
    return kill(pid, 0) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

test('it runs in the checkout, with what tells of the instance, and nothing to read', async () => {
  const said = 'pwd; cat; echo "$KTRDR_HOOK $KTRDR_INSTANCE $KTRDR_INSTANCE_KIND $KTRDR_INSTANCE_PATH $KTRDR_API_PORT"';
  await run(`${said}; echo "[$GIT_DIR] $MINE" >&2`, { env: { GIT_DIR: '/elsewhere', MINE: 'kept' } });
  expect(output().toSorted()).toEqual(['[] kept', tree, `post-create ktrdr--feat-x sandbox ${tree} 8001`].toSorted());
  expect(events.at(-1)).toEqual({ type: 'step-done', step: 'hook post-create' });
});

test('what is a secret of the instance is not shown', async () => {
  writeFileSync(join(tree, '.env'), 'SOME_API_KEY=not-to-be-shown-17\n');
  await run('cat .env');
  expect(output()).toEqual(['SOME_API_KEY=[redacted]']);
});

test.each<[string, string | readonly string[], RegExp]>([
  ['fails', 'echo no >&2; exit 7', /^The hook post-create failed with exit code 7: sh$/],
  [
    'is not there',
    ['./no-such-program', 'x'],
    /^The hook post-create could not be started: there is no \.\/no-such-program$/,
  ],
  ['may not be run', ['./.env.sandbox'], /^The hook post-create could not be started: .*\.env\.sandbox/],
  ['is killed', 'kill -9 $$', /^The hook post-create was ended by SIGKILL: sh$/],
])('one that %s is told of by its name', async (_, script, message) => {
  await expect(run(script)).rejects.toMatchObject({
    code: 'HOOK_FAILED',
    message: expect.stringMatching(message),
    hint: expect.stringMatching(/^It stands\.\nIt ran in .*ktrdr config get hooks\.post-create.*--no-hooks$/),
  });
  expect(events.at(-1)).toMatchObject({ type: 'step-failed', step: 'hook post-create' });
});

// Neither the program nor what it has started ends by itself.
const HANGING = 'trap "" TERM; (trap "" TERM; while :; do sleep 1; done) & echo $!; echo $$; wait';

test('one that hangs is ended at its limit, with all that it has started', async () => {
  await expect(run(HANGING, { timeoutMs: 1000 })).rejects.toMatchObject({
    code: 'HOOK_FAILED',
    message: expect.stringMatching(/^The hook post-create did not end within 1 s \(hooks\.timeout\)/),
  });
  expect(output()).toHaveLength(2);
  expect(output().map(Number).filter(isAlive)).toEqual([]);
}, 60_000);

test('one whose program ends at once when it is told to, and whose child does not, is ended whole', async () => {
  const leaving = '(trap "" TERM; while :; do sleep 1; done) & echo $!; wait';
  await expect(run(leaving, { timeoutMs: 1000 })).rejects.toMatchObject({ code: 'HOOK_FAILED' });
  expect(output()).toHaveLength(1);
  expect(output().map(Number).filter(isAlive)).toEqual([]);
}, 60_000);

test('Ctrl-C ends it with all that it has started', async () => {
  const controller = new AbortController();
  const running = run(HANGING, { signal: controller.signal });
  while (output().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  controller.abort(new Error('Ctrl-C'));
  await expect(running).rejects.toThrow('Ctrl-C');
  expect(output().map(Number).filter(isAlive)).toEqual([]);
}, 60_000);

test.each([
  ['is silent', 'sleep 60 & echo $!'],
  ['goes on writing', '(while :; do echo more; sleep 0.1; done) & echo $!'],
])(
  'what it leaves in the background, and %s, is not waited for',
  async (_, script) => {
    const begin = performance.now();
    await run(script);
    expect(performance.now() - begin).toBeLessThan(30_000);
    const pid =
      output()
        .map(Number)
        .find((number) => number > 0) ?? 0;
    kill(pid, 'SIGKILL');
  },
  60_000,
);

test('without an Engine that answers it is not run', async () => {
  const context = createContext({
    env: { HOME: place, PATH: processEnv['PATH'], DOCKER_HOST: 'unix:///nowhere.sock' },
    command: 'a test',
  });
  const hook: Hook = { name: 'post-create', command: ['sh', '-c', 'touch ran'], timeoutMs: 1000 };
  const { signal } = new AbortController();
  await expect(runHook(context, sandbox, hook, { stands: STANDS, signal })).rejects.toMatchObject({
    code: 'ENGINE_UNREACHABLE',
  });
});
