import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { startFailure } from '../src/start-failure.ts';

const directory = mkdtempSync(join(tmpdir(), 'ktrdr-start-failure-'));
const empty = join(directory, 'empty');
const bin = join(directory, 'bin');
for (const each of [empty, bin]) mkdirSync(each);
writeFileSync(join(bin, 'uv'), '#!/bin/sh\n');
chmodSync(join(bin, 'uv'), 0o644);
afterAll(() => rmSync(directory, { recursive: true }));

const error = (code: string): Error => Object.assign(new Error(`spawn uv ${code}`), { code });
const MISSING = { missing: true, stderr: '' };
const denied = (command: string) => ({ missing: false, stderr: `${command} may not be run: permission denied\n` });

describe('startFailure', () => {
  // root may look into every directory, so the error is made; which commands are where is real.
  test.each<[string, unknown, string, string | undefined, object | undefined]>([
    ['what is not there', error('ENOENT'), 'uv', empty, MISSING],
    ['what is nowhere, with a directory that hides its content', error('EACCES'), 'uv', empty, MISSING],
    ['what is nowhere, without a PATH', error('EACCES'), 'no-such-command', undefined, MISSING],
    ['a file that may not be executed', error('EACCES'), 'uv', [empty, bin].join(delimiter), denied('uv')],
    ['one that is named by its path', error('EACCES'), join(bin, 'uv'), empty, denied(join(bin, 'uv'))],
    ['an abort', error('ABORT_ERR'), 'uv', empty, undefined],
    ['no error', undefined, 'uv', empty, undefined],
  ])('%s', async (_, given, command, path, expected) => {
    expect(await startFailure(given, command, { env: { PATH: path } })).toEqual(expected);
  });
});
