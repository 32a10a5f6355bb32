import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execaRun, undouble } from '@ktrdr/compose-runner';
import { serializeEnvFile } from '@ktrdr/instance';
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
  const names = Object.keys(values);
  const service = { image: 'none', environment: Object.fromEntries(names.map((name) => [name, `\${${name}}`])) };
  await writeFile(join(directory, 'variables.env'), serializeEnvFile(values));
  await writeFile(join(directory, 'compose.yml'), JSON.stringify({ services: { one: service } }));
  const files = ['--env-file', 'variables.env', '-f', 'compose.yml'];
  const args = ['compose', '-p', 'env-file', ...files, 'config', '--format', 'json'];
  // The environment would win over the file, so there is next to none.
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const result = await execaRun('docker', args, { cwd: directory, env });
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
