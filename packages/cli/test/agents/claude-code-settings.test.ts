import { describe, expect, test } from '@jest/globals';
import { changedLines } from '../../src/commands/agents/changed-lines.ts';
import { withHooks, withoutHooks } from '../../src/commands/agents/claude-code-settings.ts';

const group = (name: string) => ({ hooks: [{ type: 'command', command: `ktrdr agents worktree-${name}` }] });
const ours = { WorktreeCreate: [group('create')], WorktreeRemove: [group('remove')] };

function put(settings: string | undefined): string {
  const next = withHooks(settings, 'ktrdr');
  if (next.kind !== 'settings') throw new Error(`refused: ${next.kind}`);
  return next.text;
}

const permissions = { allow: ['Bash(ls:*)', 'a "quoted" {thing}, [and] more'] };
const other = { hooks: [{ type: 'command', command: 'echo bye' }] };
const before = { PreToolUse: [{ matcher: 'Bash', hooks: [] }] };

describe('hooks in the settings of Claude Code', () => {
  test.each<[string, string, object]>([
    ['an empty object', '{}', { hooks: ours }],
    ['an empty object on lines', '{\n}\n', { hooks: ours }],
    ['one line', JSON.stringify({ permissions }), { permissions, hooks: ours }],
    ['one line with blanks', '{ "a": 1 }', { a: 1, hooks: ours }],
    ['two blanks', JSON.stringify({ permissions }, undefined, 2), { permissions, hooks: ours }],
    ['four blanks', `${JSON.stringify({ permissions }, undefined, 4)}\n`, { permissions, hooks: ours }],
    ['tabs', `${JSON.stringify({ permissions }, undefined, '\t')}\n\n`, { permissions, hooks: ours }],
    ['line breaks of Windows', '{\r\n  "a": [1,\r\n 2]\r\n}\r\n', { a: [1, 2], hooks: ours }],
    ['nobody’s style', '\n{"a" :1\n , "b": {"c":{}, "d":[ ]}\n\n  }', { a: 1, b: { c: {}, d: [] }, hooks: ours }],
    ['no hooks among them', '{\n  "hooks": {}\n}', { hooks: ours }],
    ['no hooks, and blanks for them', '{"hooks":{ }, "a": 1}', { hooks: ours, a: 1 }],
    ['others', JSON.stringify({ hooks: before, a: 1 }, undefined, 2), { hooks: { ...before, ...ours }, a: 1 }],
    [
      'another for the end',
      JSON.stringify({ hooks: { WorktreeRemove: [other] } }, undefined, 2),
      { hooks: { WorktreeRemove: [other, group('remove')], WorktreeCreate: [group('create')] } },
    ],
    ['empty lists', '{"hooks":{"WorktreeCreate":[],"WorktreeRemove":[\n]}}', { hooks: ours }],
  ])('%s: they come to what is there, once, and go without a trace', (_, settings, expected) => {
    const text = put(settings);
    expect(JSON.parse(text)).toEqual(expected);
    expect(put(text)).toBe(text);
    expect(withoutHooks(text)).toBe(settings);
    expect(withoutHooks(settings)).toBe(settings);
  });

  test('are indented as the file is', () => {
    const text = put('{\n    "a": 1\n}\n');
    expect(text.split('\n').slice(1, 5)).toEqual([
      '    "a": 1,',
      '    "hooks": {',
      '        "WorktreeCreate": [',
      '            {',
    ]);
    expect(text.endsWith('\n        ]\n    }\n}\n')).toBe(true);
  });

  test('a file of their own goes with them', () => {
    const text = put(undefined);
    expect(text).toBe(`${JSON.stringify({ hooks: ours }, undefined, 2)}\n`);
    expect(withoutHooks(text)).toBeUndefined();
  });

  test('go also when somebody has written the file anew, or has added one to ours', () => {
    const anew = JSON.stringify({ a: 1, ...JSON.parse(put('{"a":1}')) }, undefined, 2);
    expect(withoutHooks(anew)).toBe('{\n  "a": 1\n}');
    const [create] = ours.WorktreeCreate;
    const added = { hooks: { WorktreeCreate: [{ hooks: [...other.hooks, ...(create?.hooks ?? [])] }] } };
    expect(JSON.parse(withoutHooks(JSON.stringify(added, undefined, 2)) ?? '')).toEqual({
      hooks: { WorktreeCreate: [other] },
    });
  });

  test('one that is missing is added, whatever name ktrdr has in the other', () => {
    const text = JSON.stringify({
      hooks: { WorktreeCreate: [{ hooks: [{ command: 'ktrdr-env agents worktree-create' }] }] },
    });
    expect(Object.keys(JSON.parse(put(text)).hooks)).toEqual(['WorktreeCreate', 'WorktreeRemove']);
  });

  test.each<[string, object]>([
    [
      '{"hooks":{"WorktreeCreate":[{"hooks":[{"command":"mine"}]}]}}',
      { kind: 'taken', by: expect.stringContaining('mine') },
    ],
    ['[]', { kind: 'unlike', where: '' }],
    ['{"hooks":[]}', { kind: 'unlike', where: 'hooks' }],
    ['{"hooks":{"WorktreeRemove":{}}}', { kind: 'unlike', where: 'hooks.WorktreeRemove' }],
  ])('%s is refused', (settings, expected) => {
    expect(withHooks(settings, 'ktrdr')).toMatchObject(expected);
    expect(withoutHooks(settings)).toBe(settings);
  });
});

test.each<[string | undefined, string, readonly string[]]>([
  [undefined, 'a\nb\n', ['+ a', '+ b']],
  ['a\nc\n', 'a\nb\nc\n', ['+ b']],
  ['{"a":1}', '{"a":1,"b":2}', ['- {"a":1}', '+ {"a":1,"b":2}']],
  ['{\n  "a": 1\n}', '{\n  "a": 1,\n  "b": 2\n}', ['-   "a": 1', '+   "a": 1,', '+   "b": 2']],
  ['a\na\n', 'a\na\na\n', ['+ a']],
])('%j becomes %j: the lines that change are shown', (text, after, lines) => {
  expect(changedLines(text, after)).toEqual(lines);
});
