import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createContext } from '../../src/index.ts';
import { removeJournal, scratchIndexOf } from '../../src/journals/create-journal.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const home = join(temporaryDirectory(), 'home');

test('the index of a look that was killed goes with the journal, and no other one', async () => {
  const context = createContext({ env: { KTRDR_HOME: home }, command: 'a test' });
  mkdirSync(context.home.operations, { recursive: true });
  for (const id of ['ktrdr--x', 'ktrdr--y']) writeFileSync(scratchIndexOf(context, id), '');
  writeFileSync(`${scratchIndexOf(context, 'ktrdr--x')}.lock`, '');
  await removeJournal(context, 'ktrdr--x');
  expect(readdirSync(context.home.operations)).toEqual(['ktrdr--y.index']);
});
