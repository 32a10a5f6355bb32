import { expect, test } from '@jest/globals';
import type { SecretsReason } from '@ktrdr/secrets';
import { howToName } from '../../../src/start/secrets/how-to-name.ts';

test.each<[SecretsReason, string | undefined]>([
  ['no-account', 'account'],
  ['no-vault', 'vault'],
  ['several-items', 'vault'],
  ['no-item', undefined],
  ['not-signed-in', undefined],
  ['timed-out', undefined],
])('%s: what is to be named, for one instance and for all', (reason, what) => {
  const hint = howToName({ reason }, 'ktrdr sandbox up');
  if (what === undefined) return expect(hint).toBeUndefined();
  expect(hint).toContain(`ktrdr sandbox up --${what} <name>`);
  return expect(hint).toContain(`ktrdr config set secrets.${what} <name>`);
});
