import { tmpdir } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { parseGuide, withOutputs } from '../src/guides/parse-guide.ts';
import { runGuide } from '../src/guides/run-guide.ts';
import { differences, steady } from '../src/guides/steady.ts';

const guide = ['# Guide', '', '```console', '$ echo one \\', '  two', 'one two', '$ true', '```', '', 'End.'].join(
  '\n',
);

describe('a guide', () => {
  test('is taken apart into commands and what they print', () => {
    const steps = parseGuide(guide).flatMap((part) => (part.kind === 'step' ? [part.step] : []));
    expect(steps).toEqual([
      { line: 4, command: 'echo one \\\n  two', output: ['one two'] },
      { line: 7, command: 'true', output: [] },
    ]);
  });

  test('put together again is the same text', () =>
    expect(withOutputs(parseGuide(guide), ({ output }) => output)).toBe(guide));

  test.each(['```console\nno command\n```', '```console\n$ true'])('is refused: %j', (text) =>
    expect(() => parseGuide(text)).toThrow(),
  );
});

describe('what was printed', () => {
  test.each([
    { printed: ['a', 'b'], written: ['b', 'a'], expected: [] },
    { printed: ['a', 'b'], written: ['a'], expected: ['not in the guide: b'] },
    { printed: ['a', 'b', 'c'], written: ['a', '…'], expected: [] },
    { printed: ['a'], written: ['a', 'b', '…'], expected: ['not printed: b'] },
    { printed: ['x  383 d  /x'], written: ['x  now    /x'], expected: [] },
    { printed: ['ready (8.3 s)'], written: ['ready (7.9 s)'], expected: [] },
  ])('$printed, in the guide $written: $expected', ({ printed, written, expected }) =>
    expect(differences(printed, written)).toEqual(expected),
  );

  test('times and the like are written in one way', () =>
    expect(steady('up (12.25 s), at 2026-11-02T01:02:03.456Z')).toBe('up (1.0 s), at 2026-01-02T03:04:05Z'));
});

const run = async (text: string) =>
  await runGuide({ text, directory: tmpdir(), env: { PATH: '/usr/bin:/bin' }, aliases: [['/etc', '/home/you']] });

describe('run', () => {
  test('a directory that a command went to is where the next one runs', async () => {
    const result = await run('```console\n$ cd /etc\n$ pwd\n/home/you\n```');
    expect(result.differences).toEqual([]);
  });

  test('a file of the guide is there for its commands', async () => {
    const result = await run('```sh say.sh\necho said\n```\n```console\n$ sh say.sh; rm say.sh\nsaid\n```');
    expect(result.differences).toEqual([]);
  });

  test('a guide that says something else is found out, and can be written anew', async () => {
    const result = await run('```console\n$ echo now\nthen\n```');
    expect(result.differences).toEqual([
      'line 2, echo now: not printed: then',
      'line 2, echo now: not in the guide: now',
    ]);
    expect(result.text).toBe('```console\n$ echo now\nnow\n```');
  });
});
