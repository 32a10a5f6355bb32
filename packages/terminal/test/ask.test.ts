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

/** A terminal that calls `onRaw` whenever its mode is set. */
function aTerminal(onRaw: (input: PassThrough, raw: boolean) => void = () => {}) {
  const input = new PassThrough();
  const setRawMode = jest.fn((raw: boolean) => {
    onRaw(input, raw);
    return input;
  });
  const output = Object.assign(new PassThrough(), { isTTY: true });
  return { terminal: Object.assign(input, { isTTY: true, setRawMode }), output, setRawMode };
}

async function isShown(output: PassThrough): Promise<void> {
  while (!String(output.read()).includes('Destroy it?')) await new Promise((resolve) => setTimeout(resolve, 5));
}

// As Node's `tty.ReadStream` does where the terminal is gone: it does not throw. Seen with Node 20 and 22.
test.each([1, 2, 3, 4])('a terminal that is closed when its mode is set for the %i. time is the end', async (time) => {
  const { terminal, output, setRawMode } = aTerminal((input) => {
    if (setRawMode.mock.calls.length === time) input.emit('error', failure('setRawMode'));
  });
  const asked = ask('Destroy it?', { input: terminal, output, onInterrupt: jest.fn() });
  if (time === 4) await isShown(output).then(() => terminal.write('n\n'));
  expect(await asked).toBe(false);
  expect(setRawMode.mock.lastCall).toEqual([time % 2 === 1 && time > 1]);
});

test.each([false, true])(
  'a terminal that is closed when it is read from is the end (question shown: %p)',
  async (shown) => {
    const { terminal, output, setRawMode } = aTerminal();
    const asked = ask('Destroy it?', { input: terminal, output, onInterrupt: jest.fn() });
    if (shown) await isShown(output);
    terminal.emit('error', failure('read'));
    expect(await asked).toBe(false);
    expect(setRawMode.mock.lastCall).toEqual([false]);
  },
);

test('a terminal that is hung up before the question is shown is the end', async () => {
  const { terminal, output } = aTerminal();
  const asked = ask('Destroy it?', { input: terminal, output, onInterrupt: jest.fn() });
  terminal.end();
  expect(await asked).toBe(false);
});

test.each(['y\n', 'y'])('%j, typed before the question was shown, is no answer', async (typed) => {
  const { terminal, output } = aTerminal();
  terminal.write(typed);
  const asked = ask('Destroy it?', { input: terminal, output, onInterrupt: jest.fn() });
  await isShown(output);
  terminal.write('\n');
  expect(await asked).toBe(false);
});

test('Ctrl-C that was typed before the question was shown counts', async () => {
  const { terminal, output } = aTerminal();
  const onInterrupt = jest.fn();
  terminal.write('y\n\u0003');
  expect(await ask('Destroy it?', { input: terminal, output, onInterrupt })).toBe(false);
  expect(onInterrupt).toHaveBeenCalledTimes(1);
});

test('what is typed afterwards is the answer', async () => {
  const { terminal, output } = aTerminal();
  const asked = ask('Destroy it?', { input: terminal, output, onInterrupt: jest.fn() });
  await isShown(output);
  terminal.write('y\n');
  expect(await asked).toBe(true);
});

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
