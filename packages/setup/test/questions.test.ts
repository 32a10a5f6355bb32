import { describe, expect, test } from '@jest/globals';
import { createSession } from '@ktrdr/terminal';
import { fakeProcess } from '@ktrdr/terminal/testing';
import { createQuestions } from '../src/ask/create-questions.ts';
import { withoutColors } from '../src/ask/without-colors.ts';

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

test('a terminal without colours still moves its cursor', () => {
  const { process, written } = fakeProcess({ isTerminal: true });
  const stream = withoutColors(process.stdout);
  stream.write('\u001B[32m◆\u001B[39m\u001B[2J\u001B[1;3Hhere\u001B[1;31mred\u001B[0m');
  expect(written.stdout).toBe('◆\u001B[2J\u001B[1;3Hherered');
  expect(stream.isTTY).toBe(true);
});
