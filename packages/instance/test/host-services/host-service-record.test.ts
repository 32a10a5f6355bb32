import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryDirectory } from '@ktrdr/test-support';
import { readHostServiceRecord } from '../../src/host-services/host-service-record.ts';
import { createContext } from '../../src/index.ts';

const root = temporaryDirectory();

test('a record that cannot be read is not one that is not there: its service may run', async () => {
  const context = createContext({ env: { HOME: root }, command: 'a test' });
  expect(await readHostServiceRecord(context, 'ib')).toBeUndefined();
  mkdirSync(join(context.home.hostServices, 'ib.json'), { recursive: true });
  await expect(readHostServiceRecord(context, 'ib')).rejects.toMatchObject({ code: 'EISDIR' });
  writeFileSync(join(context.home.hostServices, 'training.json'), 'damaged');
  expect(await readHostServiceRecord(context, 'training')).toBeUndefined();
});
