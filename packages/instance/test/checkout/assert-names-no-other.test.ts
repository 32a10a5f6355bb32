import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryDirectory } from '@ktrdr/test-support';
import { assertNamesNoOther } from '../../src/checkout/assert-names-no-other.ts';
import { aSandbox } from '../support/a.ts';

const path = temporaryDirectory();
const instance = { ...aSandbox(), id: 'ktrdr--a', path };

test.each<[string, string, 'down' | 'destroy', RegExp | undefined]>([
  ['names it', 'INSTANCE_ID=ktrdr--a\n', 'down', undefined],
  ['names nothing', 'OWN=1\n', 'destroy', undefined],
  ['names another', 'INSTANCE_ID=ktrdr--b\n', 'down', /ktrdr down ktrdr--a --volumes$/m],
  ['names another', 'INSTANCE_ID=ktrdr--b\n', 'destroy', /ktrdr sandbox destroy --name ktrdr--a$/m],
])('in a directory whose file %s: %#', async (_, text, verb, way) => {
  writeFileSync(join(path, '.env.sandbox'), text);
  const asserting = assertNamesNoOther(instance, verb);
  if (way === undefined) await asserting;
  else {
    await expect(asserting).rejects.toMatchObject({
      code: 'IDENTITY_MISMATCH',
      message: expect.stringMatching(/ktrdr--b.*registered as ktrdr--a$/),
      hint: expect.stringMatching(way),
    });
  }
});
