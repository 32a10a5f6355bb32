import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { addFlags } from '../src/program/add-flags.ts';
import { flag, type OptionsOf } from '../src/program/flags.ts';

const several = (text: string, before: unknown): string[] => [
  ...(Array.isArray(before) ? before.map(String) : []),
  text,
];

const flags = [
  flag('-v, --volumes', 'a switch'),
  flag('--no-wait', 'a switch that is on'),
  flag('--from <path>', 'a text', { conflicts: 'volumes' }),
  flag('--timeout <seconds>', 'a number', { read: Number, fallback: 120 }),
  flag('--workers <number>', 'a number, or none', { read: Number }),
  flag('--client <name>', 'a word', { choices: ['one', 'two'], fallback: 'one' }),
  flag('--compose-file <file>', 'several', { read: several }),
  flag('--no-compose-file', 'or none'),
] as const;
type Options = OptionsOf<typeof flags>;

function parse(...args: readonly string[]): Options {
  const command = addFlags(new Command(), flags)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: 'user' }).opts<Options>();
}

const nothing: Partial<Options> = { wait: true, timeout: 120, client: 'one' };

test.each<[string, string[], Partial<Options>]>([
  ['nothing', [], nothing],
  ['a switch', ['-v'], { ...nothing, volumes: true }],
  ['a switch that is taken away', ['--no-wait'], { ...nothing, wait: false }],
  ['a text', ['--from', 'here'], { ...nothing, from: 'here' }],
  ['a value that is read', ['--timeout', '7', '--workers', '2'], { ...nothing, timeout: 7, workers: 2 }],
  ['one of a few words', ['--client', 'two'], { ...nothing, client: 'two' }],
  ['several', ['--compose-file', 'a', '--compose-file', 'b'], { ...nothing, composeFile: ['a', 'b'] }],
  ['none of them', ['--no-compose-file'], { ...nothing, composeFile: false }],
])('%s', (_, args, expected) => {
  expect(parse(...args)).toEqual(expected);
});

test.each([[['--client', 'three']], [['--from', 'here', '-v']], [['--unknown']]])('%j is refused', (args) => {
  expect(() => parse(...args)).toThrow();
});

describe('the types', () => {
  test('say what each option is, and which are always there', () => {
    const exact: Options = { wait: false, timeout: 1, client: 'two', composeFile: ['a'], from: 'x', volumes: true };
    expect(exact.timeout + (exact.workers ?? 0)).toBe(1);
    const none: Options = { wait: true, timeout: 1, client: 'one', composeFile: false };
    expect(none.composeFile).toBe(false);
  });

  test('do not compile with an option under another name or of another type', () => {
    const options = parse();
    // @ts-expect-error: it is called `volumes`
    expect(options.volume).toBeUndefined();
    // @ts-expect-error: `--compose-file` is `composeFile`
    expect(options['compose-file']).toBeUndefined();
    // @ts-expect-error: a number
    const timeout: string = options.timeout;
    expect(timeout).toBe(120);
    // @ts-expect-error: it may not be given
    const from: string = options.from;
    expect(from).toBeUndefined();
    // @ts-expect-error: one of two words
    expect(options.client === 'three').toBe(false);
    // @ts-expect-error: files or none, and not just "yes"
    expect(options.composeFile === true).toBe(false);
  });
});
