import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { createSession } from '@ktrdr/terminal';
import { fakeProcess } from '@ktrdr/terminal/testing';
import { createQuestions } from '../src/ask/create-questions.ts';
import { promptOutput } from '../src/ask/prompt-output.ts';

const session = () => createSession({ process: fakeProcess().process, options: {}, command: 'a test' });
const path = { message: 'Where to?', fallback: '/a', flags: '--path <directory>' };

describe('questions', () => {
  test('with --yes are answered by their defaults', async () => {
    const questions = await createQuestions(session(), { yes: true });
    expect(await questions.text(path)).toBe('/a');
    expect(await questions.confirm({ ...path, fallback: false })).toBe(false);
    expect(await questions.choose({ ...path, fallback: 'b', initial: 'a', options: [] })).toBe('b');
  });

  test.each(['text', 'confirm', 'choose'] as const)(
    'without a terminal %s is not asked: the flag that answers is named',
    async (kind) => {
      const questions = await createQuestions(session(), { yes: false });
      const asked = {
        text: async () => await questions.text(path),
        confirm: async () => await questions.confirm({ ...path, fallback: true }),
        choose: async () => await questions.choose({ ...path, options: [] }),
      }[kind]();
      await expect(asked).rejects.toMatchObject({
        code: 'NOT_ANSWERED',
        message: expect.stringContaining('Where to?'),
        hint: expect.stringMatching(/--path <directory>.*--yes/),
      });
    },
  );
});

/** A terminal with somebody in front of it, and whether setup was interrupted. */
async function atTerminal({ columns = 80 }: { readonly columns?: number } = {}) {
  const controller = new AbortController();
  const { process, written } = fakeProcess({ isTerminal: true, columns, signal: controller.signal });
  // As a real one: it fails where it is given back once it is gone.
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    isGone: false,
    setRawMode: (): void => {
      if (stdin.isGone) stdin.emit('error', Object.assign(new Error('setRawMode EIO'), { code: 'EIO' }));
    },
  });
  let interruptions = 0;
  const interrupt = (): void => {
    interruptions += 1;
    controller.abort();
  };
  const outside = Object.assign(process, { stdin, interrupt });
  const questions = await createQuestions(createSession({ process: outside, options: {}, command: 'a test' }), {
    yes: false,
  });
  return { questions, stdin, written, controller, interruptions: () => interruptions };
}

describe('at a terminal', () => {
  test.each<[string, (at: Awaited<ReturnType<typeof atTerminal>>) => unknown]>([
    ['Ctrl-C', ({ stdin }) => stdin.write('\u0003')],
    ['Ctrl-D', ({ stdin }) => stdin.write('\u0004')],
    ['Escape', ({ stdin }) => stdin.write('\u001B')],
    [
      'a terminal that is closed',
      ({ stdin }) => {
        stdin.isGone = true;
        stdin.end();
      },
    ],
    [
      'a terminal that fails',
      ({ stdin }) => {
        stdin.isGone = true;
        stdin.emit('error', Object.assign(new Error('read EIO'), { code: 'EIO' }));
      },
    ],
  ])('%s at a question interrupts setup', async (_, happens) => {
    const at = await atTerminal();
    const asked = at.questions.text(path);
    setImmediate(() => happens(at));
    const thrown = await asked.catch((error: unknown) => error);
    expect(thrown).toBe(at.controller.signal.reason);
    expect(at.controller.signal.aborted).toBe(true);
    expect(at.interruptions()).toBe(1);
    // The cursor is there again.
    expect(at.written.stdout.lastIndexOf('[?25h')).toBeGreaterThan(at.written.stdout.lastIndexOf('[?25l'));
  });

  test('that says it has no columns, a question is one line', async () => {
    const { questions, stdin, written } = await atTerminal({ columns: 0 });
    setImmediate(() => stdin.write('/b\r'));
    expect(await questions.text(path)).toBe('/b');
    expect(written.stdout).toContain('Where to?');
  });

  test('one question follows another', async () => {
    const { questions, stdin } = await atTerminal();
    setImmediate(() => stdin.write('/b\r'));
    expect(await questions.text(path)).toBe('/b');
    setImmediate(() => stdin.write('y'));
    expect(await questions.confirm({ ...path, fallback: false })).toBe(true);
    expect(stdin.isPaused()).toBe(true);
  });
});

test('a terminal without colours still moves its cursor', () => {
  const { process, written } = fakeProcess({ isTerminal: true });
  const stream = promptOutput(process.stdout, { colors: false });
  stream.write('\u001B[32m◆\u001B[39m\u001B[2J\u001B[1;3Hhere\u001B[1;31mred\u001B[0m');
  expect(written.stdout).toBe('◆\u001B[2J\u001B[1;3Hherered');
  expect(stream.isTTY).toBe(true);
});
