import { describe, expect, test } from '@jest/globals';
import { asCalled } from '../src/program/as-called.ts';

describe('what a command that was called by its second name says', () => {
  const called = asCalled('ktrdr-env sandbox create');

  test.each([
    ['Start it with: ktrdr sandbox up', 'Start it with: ktrdr-env sandbox up'],
    ['ktrdr local-prod init', 'ktrdr-env local-prod init'],
    [
      "cd '/a b' && rm .env.sandbox && ktrdr sandbox init -n x",
      "cd '/a b' && rm .env.sandbox && ktrdr-env sandbox init -n x",
    ],
    ['Run ktrdr doctor again.', 'Run ktrdr-env doctor again.'],
    ['To stop them: ktrdr down ktrdr--x', 'To stop them: ktrdr-env down ktrdr--x'],
    ['to see it later: ktrdr records ktrdr--x', 'to see it later: ktrdr-env records ktrdr--x'],
    ['\u001B[1mktrdr sandbox\u001B[22m', '\u001B[1mktrdr-env sandbox\u001B[22m'],
    ['ktrdr sandbox init, or: ktrdr sandbox create', 'ktrdr-env sandbox init, or: ktrdr-env sandbox create'],
    // Names and places that only look alike.
    ['ktrdr-env sandbox up', 'ktrdr-env sandbox up'],
    ['/home/me/ktrdr sandbox/x', '/home/me/ktrdr sandbox/x'],
    ["git's lock says ktrdr sandbox ktrdr--x", "git's lock says ktrdr sandbox ktrdr--x"],
    ['the clone ktrdr is old', 'the clone ktrdr is old'],
    ['npx @ktrdr/setup', 'npx @ktrdr/setup'],
  ])('%j becomes %j', (text, expected) => {
    expect(called.text(text)).toBe(expected);
    expect(called.document({ findings: [{ hint: text, slot: 1, none: null }] })).toEqual({
      findings: [{ hint: expected, slot: 1, none: null }],
    });
  });

  test('progress is of ours, but for what a tool printed', () => {
    const text = 'ktrdr sandbox up';
    expect(called.event({ type: 'note', text })).toEqual({ type: 'note', text: 'ktrdr-env sandbox up' });
    expect(called.event({ type: 'output', tool: 'git', text })).toEqual({ type: 'output', tool: 'git', text });
  });

  test.each(['ktrdr sandbox create', 'ktrdr-setup', 'npx @ktrdr/setup'])('by %s, the command is ktrdr', (command) => {
    expect(asCalled(command).text('ktrdr sandbox up')).toBe('ktrdr sandbox up');
  });
});
