import { expect, test } from '@jest/globals';
import { interpolate } from '../../src/compose-file/interpolate.ts';

// What `docker compose config` prints for `image: <text>` with these variables; Compose 2.26.1 and 2.40.3.
const env = { SET: 'value', EMPTY: '', OTHER: 'other' };

test.each([
  ['plain', 'plain'],
  ['$SET', 'value'],
  ['a-${SET}-b', 'a-value-b'],
  ['$SET$OTHER', 'valueother'],
  ['${NOT}', ''],
  ['$NOT/x', '/x'],
  ['$$SET', '$SET'],
  ['a$$b', 'a$b'],
  ['${NOT:-default}', 'default'],
  ['${EMPTY:-default}', 'default'],
  ['${EMPTY-default}', ''],
  ['${NOT-default}', 'default'],
  ['${SET:-default}', 'value'],
  ['${NOT:-${SET}}', 'value'],
  ['${NOT:-${NOR:-a}-b}c', 'a-bc'],
  ['${SET:+yes}', 'yes'],
  ['${EMPTY:+yes}', ''],
  ['${EMPTY+yes}', 'yes'],
  ['${NOT+yes}', ''],
  ['${SET:?must be set}', 'value'],
  ['${SET?must be set}', 'value'],
  ['${NOT:-./data}:/data:ro', './data:/data:ro'],
])('%s is %s', (text, expected) => {
  expect(interpolate(text, env)).toBe(expected);
});

test('what Compose refuses is passed over', () => {
  expect(interpolate('a$', env)).toBe('a$');
  expect(interpolate('${SET', env)).toBe('value');
  expect(interpolate('${NOT:?must be set}', env)).toBe('');
});
