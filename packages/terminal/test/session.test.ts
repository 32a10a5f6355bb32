import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { createSession, formatTable } from '../src/index.ts';
import { fakeProcess } from './support/fake-process.ts';

/** What a process has as its terminal: nothing more of it is used here. */
function asTerminal(stream: PassThrough): ReturnType<typeof Object.create> {
  return Object.assign(stream, { isTTY: true });
}

describe('a session', () => {
  const document = { id: 'ktrdr-prod' };

  test('shows its result to a person', () => {
    const { process, written } = fakeProcess();
    createSession({ process, options: {}, command: 'a test' }).result(document, ['one', 'two']);
    expect(written).toEqual({ stdout: 'one\ntwo\n', stderr: '' });
  });

  test('shows nothing that moves the cursor, whoever wrote it, and aligns what is left', () => {
    const { process, written } = fakeProcess();
    const session = createSession({ process, options: {}, command: 'a test' });
    const probe = 'is unhealthy: \u001B[2J\u001B]0;title\u0007no';
    session.print(probe);
    session.context.report({ type: 'instance', id: 'ktrdr-prod', path: '/a\u001B[1A', doing: 'Starting' });
    session.context.report({ type: 'step-done', step: 'checks', detail: 'a\u001B[1Ab' });
    session.result(
      {},
      formatTable([
        [probe, 'x'],
        ['a', 'y'],
      ]),
    );
    expect(written.stdout).toBe(
      'is unhealthy: no\nStarting ktrdr-prod /a\n  ✓ checks ab\nis unhealthy: no  x\na                 y\n',
    );
  });

  test('with --json its result is the one document on stdout, and everything else goes to stderr', () => {
    const { process, written } = fakeProcess();
    const session = createSession({ process, options: { json: true }, command: 'a test' });
    session.context.report({ type: 'note', text: 'something' });
    session.print('more');
    session.result(document, ['one']);
    expect(JSON.parse(written.stdout)).toEqual({ schemaVersion: 1, ...document });
    expect(written.stderr).toBe('note something\nmore\n');
  });

  test('that leaves stdout to another program says everything on stderr', () => {
    const { process, written } = fakeProcess();
    const session = createSession({ process, options: {}, command: 'a test', aside: true });
    session.context.report({ type: 'note', text: 'something' });
    session.print('more');
    expect(written).toEqual({ stdout: '', stderr: 'note something\nmore\n' });
  });

  test.each([
    ['--yes', { yes: true }, true, ''],
    ['nobody who could be asked', {}, false, ''],
  ])('confirms with %s', async (_, options, expected, stdout) => {
    const { process, written } = fakeProcess();
    expect(await createSession({ process, options, command: 'a test' }).confirm('Really?')).toBe(expected);
    expect(written.stdout).toBe(stdout);
  });

  test.each([
    ['the word', 'ktrdr-prod\n', true],
    ['the word with blanks around it', ' ktrdr-prod \n', true],
    ['yes', 'yes\n', false],
    ['nothing', '\n', false],
    ['another word', 'ktrdr-prod2\n', false],
    ['the end of the input', '', false],
  ])('what must not be done by a habit is confirmed by typing a word: %s', async (_, typed, expected) => {
    const { process } = fakeProcess({ isTerminal: true });
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.end(typed);
    const terminal = { ...process, stdin: asTerminal(input), stderr: asTerminal(output) };
    const session = createSession({ process: terminal, options: {}, command: 'a test' });
    expect(await session.confirmByTyping('ktrdr-prod', 'destroy it')).toBe(expected);
    expect(String(output.read())).toContain('Type ktrdr-prod to destroy it: ');
  });

  test('a question with an option of its own is not answered by --yes', async () => {
    const { process } = fakeProcess();
    const session = createSession({ process, options: { yes: true }, command: 'a test' });
    expect(await session.ask('Use them?')).toBe(false);
  });
});
