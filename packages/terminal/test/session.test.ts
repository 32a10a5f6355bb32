import { describe, expect, test } from '@jest/globals';
import { createSession } from '../src/index.ts';
import { fakeProcess } from './support/fake-process.ts';

describe('a session', () => {
  const document = { id: 'ktrdr-prod' };

  test('shows its result to a person', () => {
    const { process, written } = fakeProcess();
    createSession({ process, options: {}, command: 'a test' }).result(document, ['one', 'two']);
    expect(written).toEqual({ stdout: 'one\ntwo\n', stderr: '' });
  });

  test('with --json its result is the one document on stdout, and everything else goes to stderr', () => {
    const { process, written } = fakeProcess();
    const session = createSession({ process, options: { json: true }, command: 'a test' });
    session.context.report({ type: 'note', text: 'something' });
    session.print('more');
    session.result(document, ['one']);
    expect(JSON.parse(written.stdout)).toEqual(document);
    expect(written.stderr).toBe('note something\nmore\n');
  });

  test.each([
    ['--yes', { yes: true }, true, ''],
    ['nobody who could be asked', {}, false, ''],
  ])('confirms with %s', async (_, options, expected, stdout) => {
    const { process, written } = fakeProcess();
    expect(await createSession({ process, options, command: 'a test' }).confirm('Really?')).toBe(expected);
    expect(written.stdout).toBe(stdout);
  });

  test('a question with an option of its own is not answered by --yes', async () => {
    const { process } = fakeProcess();
    const session = createSession({ process, options: { yes: true }, command: 'a test' });
    expect(await session.ask('Use them?')).toBe(false);
  });
});
