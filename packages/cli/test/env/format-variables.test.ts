import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { dotenvLines, fishLines, shellLines } from '../../src/commands/env/format-variables.ts';

const HARD = {
  PLAIN: 'http://localhost:8001',
  QUOTES: `a'b"c`,
  DOLLAR: '$HOME `id` #x',
  BACKSLASH: String.raw`a\nb\\`,
  LINES: 'a\nb',
};
const show = `process.stdout.write(JSON.stringify(Object.fromEntries(${JSON.stringify(Object.keys(HARD))}.map((n) => [n, process.env[n]]))))`;

test('a shell reads what was meant', () => {
  const script = [...shellLines(HARD), `exec '${process.execPath}' -e '${show}'`].join('\n');
  expect(JSON.parse(execFileSync('sh', ['-c', script], { encoding: 'utf8' }))).toEqual(HARD);
});

// Node's own reader of such files knows no escaped quotes or backslashes, unlike Compose's and python-dotenv's.
test('Node reads what was meant from a .env file, but for escapes', () => {
  const directory = mkdtempSync(join(tmpdir(), 'ktrdr-dotenv-'));
  try {
    const { PLAIN, DOLLAR } = HARD;
    writeFileSync(join(directory, '.env'), dotenvLines({ PLAIN, DOLLAR }).join('\n'));
    const args = [
      `--env-file=${join(directory, '.env')}`,
      '-p',
      'JSON.stringify([process.env.PLAIN, process.env.DOLLAR])',
    ];
    expect(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))).toEqual([PLAIN, DOLLAR]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('.env lines and fish lines', () => {
  expect(dotenvLines(HARD)).toEqual([
    'PLAIN=http://localhost:8001',
    String.raw`QUOTES="a'b\"c"`,
    "DOLLAR='$HOME `id` #x'",
    String.raw`BACKSLASH="a\\nb\\\\"`,
    String.raw`LINES="a\nb"`,
  ]);
  expect(fishLines({ A: String.raw`it's a \ here` })).toEqual([String.raw`set -gx A 'it\'s a \\ here'`]);
});
