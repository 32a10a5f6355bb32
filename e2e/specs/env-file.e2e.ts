import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { undouble } from '@ktrdr/compose-runner';
import { runCommand } from '@ktrdr/process';
import { serializeEnvFile } from '@ktrdr/instance';
import { resolveEnvFile } from '@ktrdr/instance/internal';
import * as z from 'zod';

// .env.sandbox is right when Docker Compose reads back what was written: its dialect is no standard.

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ktrdr-env-file-'));
});
afterAll(async () => await rm(directory, { recursive: true }));

// What has a meaning in some dialect of such files, and letters that have one after a backslash.
const SPECIAL = ['\\', '"', "'", '$', '`', '\n', '\r', '#', ' ', '=', '{', 'n', 'r', 't', '\t'];
const config = z.object({ services: z.object({ one: z.object({ environment: z.record(z.string(), z.string()) }) }) });

/** Every text of these characters with at most so many of them. */
function textsOf(characters: readonly string[], length: number): string[] {
  if (length === 0) return [''];
  const shorter = textsOf(characters, length - 1);
  return [...new Set([...shorter, ...shorter.flatMap((text) => characters.map((one) => text + one))])];
}

/** What Docker Compose reads from an env file with these values. */
async function readByCompose(values: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  return await readText(serializeEnvFile(values), Object.keys(values), {});
}

// The default of each variable: an empty value is told from none.
const UNSET = 'not set';

/** What Docker Compose reads from an env file with this text, beside an environment. */
async function readText(
  text: string,
  names: readonly string[],
  given: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const variables = Object.fromEntries(names.map((name) => [name, `\${${name}-${UNSET}}`]));
  const service = { image: 'none', environment: variables };
  await writeFile(join(directory, 'variables.env'), text);
  await writeFile(join(directory, 'compose.yml'), JSON.stringify({ services: { one: service } }));
  const files = ['--env-file', 'variables.env', '-f', 'compose.yml'];
  const args = ['compose', '-p', 'env-file', ...files, 'config', '--format', 'json'];
  // The environment would win over the file, so there is next to none.
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...given };
  const result = await runCommand('docker', args, { cwd: directory, env });
  if (result.exitCode !== 0) throw new Error(result.stderr);
  expect(result.stderr).toBe('');
  const { environment } = config.parse(JSON.parse(result.stdout)).services.one;
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, undouble(value)]));
}

/** Every character up to U+202A alone and between others, but NUL, which no environment can hold. */
function everyCharacter(): string[] {
  const all = Array.from({ length: 0x20_2a }, (_, index) => String.fromCodePoint(index + 1));
  return [...all, ...all.map((one) => `a${one}b`), '😀', 'größe'];
}

test.each([
  ['every value of up to three special characters', () => textsOf(SPECIAL, 3)],
  ['every character', everyCharacter],
])('Docker Compose reads back exactly what is written: %s', async (_, values) => {
  const variables = Object.fromEntries(values().map((value, index) => [`KEY_${index}`, value]));
  expect(await readByCompose(variables)).toEqual(variables);
});

describe('a file that a person has written is read as Docker Compose reads it', () => {
  // Made after tries with Compose 2.26 and 2.40.
  test.each([
    ['a comment behind a value', 'A=a # b\nB=a#b\nC="a # b" # c\nD=\'a # b\'# c\nE=a\t# b\n'],
    ['export, colons and spaces', 'export A=1\nexport  B = 2\nC: 3\n  D  =  4  \n'],
    ['quotes', String.raw`A='it\'s $B'` + '\n' + String.raw`B="say \"so\" \\ \$A \q"` + '\nC=a\'b"c\n'],
    ['what follows a quote', 'A="x" y\nB="a"C=1\nD="x" E=2\n'],
    ['values of several lines', 'A="one\nB=2\n# three"\nC=\'four\nfive\'\n'],
    ['variables', 'A=1\nB=$A-${A}\nC=${X:-d${A}}\nD=${A:+yes}${X+no}\nE=${X-a b}\nF=${GIVEN}/$GIVEN.txt\n'],
    ['no variables', 'A=$$B\nB=$1\nC=a$\nD="$$A"\nE=\'$$A\'\nF=a{b}\n'],
    ['escapes', String.raw`A="\t\a\f\v\b\r\n\c\z\0041\101\x41"` + '\n' + String.raw`B=\t\n` + '\n'],
    ['names alone, empty values, a name twice', 'GIVEN\nABSENT\nA=\nB=1\nB=2\nC=$B\n'],
    ['a mark at the beginning, and lines of Windows', '\uFEFFA=1\r\nB="2"\r\nC=3 # c\r\n'],
  ])('%s', async (_, text) => {
    const given: Record<string, string> = { GIVEN: 'given' };
    const { values, problems } = resolveEnvFile(text, given);
    expect(problems).toEqual([]);
    const names = [...new Set(text.match(/[A-Z]+/g))];
    expect(await readText(text, names, given)).toEqual(
      Object.fromEntries(names.map((name) => [name, values[name] ?? given[name] ?? UNSET])),
    );
  });

  test.each([['A B=1'], ["A='it''s'"], ['A="open'], ['A=${'], ['A=${X'], ['A=${X:?why}']])(
    'what it refuses, we refuse: %s',
    async (line) => {
      expect(resolveEnvFile(`${line}\n`, {}).problems).toHaveLength(1);
      await expect(readText(`${line}\n`, ['A'], {})).rejects.toThrow(/failed to read|setenv|invalid/);
    },
  );
});
