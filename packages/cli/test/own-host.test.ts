import { expect, test } from '@jest/globals';
import { kinds } from '@ktrdr/instance';
import { withOwnHost } from '../src/commands/open/own-host.ts';

const sandbox = { id: 'ktrdr--feat_x', kind: kinds.sandbox };

test('a name of its own where that leads to this machine, and localhost where it does not', async () => {
  // A resolver knows such names, or does not: either is right.
  expect(['http://feat-x.localhost:8001/api/v1/docs', 'http://localhost:8001/api/v1/docs']).toContain(
    await withOwnHost('http://localhost:8001/api/v1/docs', sandbox),
  );
});

test('the host of a remote Engine stays', async () => {
  expect(await withOwnHost('http://example.test:3001', sandbox)).toBe('http://example.test:3001');
});
