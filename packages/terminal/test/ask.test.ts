import { PassThrough } from 'node:stream';
import { expect, jest, test } from '@jest/globals';
import { ask } from '../src/index.ts';

/** Asks, and answers with this text; then the input ends, unless it stays open. */
async function answer(text: string, { end = true } = {}) {
  const input = new PassThrough();
  const output = new PassThrough();
  const onInterrupt = jest.fn();
  const asked = ask('Destroy it?', { input, output, onInterrupt });
  input.write(text);
  if (end) input.end();
  return { yes: await asked, shown: String(output.read()), onInterrupt };
}

test.each([
  ['y\n', true],
  ['Y\n', true],
  ['yes\n', true],
  ['YES \n', true],
  ['\n', false],
  ['n\n', false],
  ['no\n', false],
  ['yesterday\n', false],
  ['yy\n', false],
  // What the next line says is not an answer to this question.
  ['\nyes\n', false],
])('%j is %p', async (text, expected) => {
  expect((await answer(text)).yes).toBe(expected);
});

test('the end of the input is a no', async () => {
  expect((await answer('')).yes).toBe(false);
});

const failure = (syscall: string) => Object.assign(new Error(`${syscall} EIO`), { code: 'EIO', syscall });

test.each([true, false])(
  'a terminal that is closed at the question is the end of the input (raw mode %p)',
  async (failing) => {
    const input = new PassThrough();
    // As Node's `tty.ReadStream` does where the terminal is gone: it does not throw. Seen with Node 20 and 22.
    const setRawMode = jest.fn((raw: boolean) => {
      if (raw === failing) input.emit('error', failure('setRawMode'));
      return input;
    });
    const terminal = Object.assign(input, { isTTY: true, setRawMode });
    const output = Object.assign(new PassThrough(), { isTTY: true });
    const asked = ask('Destroy it?', { input: terminal, output, onInterrupt: jest.fn() });
    if (!failing) input.emit('error', failure('read'));
    expect(await asked).toBe(false);
    expect(setRawMode.mock.calls).toEqual(failing ? [[true]] : [[true], [false]]);
  },
);

test('after the end of the input nobody is waited for', async () => {
  const input = new PassThrough();
  const options = { input, output: new PassThrough(), onInterrupt: jest.fn() };
  input.end();
  expect(await ask('One?', options)).toBe(false);
  expect(await ask('Two?', options)).toBe(false);
});

test('a line is enough: the input may stay open', async () => {
  expect((await answer('y\n', { end: false })).yes).toBe(true);
});

test('the question says what Enter means', async () => {
  const { shown, onInterrupt } = await answer('n\n');
  expect(shown).toContain('Destroy it? [y/N] ');
  expect(onInterrupt).not.toHaveBeenCalled();
});

test('Ctrl-C is told, and is a no', async () => {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const onInterrupt = jest.fn();
  const asked = ask('Destroy it?', { input, output, onInterrupt });
  input.write('yes\u0003');
  expect(await asked).toBe(false);
  expect(onInterrupt).toHaveBeenCalledTimes(1);
});
