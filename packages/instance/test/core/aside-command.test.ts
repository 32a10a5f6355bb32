import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryDirectory } from '@ktrdr/test-support';
import { asideCommand } from '../../src/core/aside-command.ts';

const file = join(temporaryDirectory(), "it's");

test('each time something is moved aside, to a name that nothing has', async () => {
  for (const text of ['one', 'two', 'three']) {
    writeFileSync(file, text);
    execFileSync('sh', ['-euc', await asideCommand(file, 'before')]);
  }
  expect(['before', 'before-2', 'before-3'].map((name) => readFileSync(`${file}.${name}`, 'utf8'))).toEqual([
    'one',
    'two',
    'three',
  ]);
});
