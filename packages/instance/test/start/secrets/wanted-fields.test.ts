import { describe, expect, test } from '@jest/globals';
import { othersRead, placeholderFor, secretsRead } from '../../../src/start/secrets/variables-read.ts';
import { wantedFields } from '../../../src/start/secrets/wanted-fields.ts';

const reading = (resolved: string, text: string, required: string[] = []) => ({
  resolved,
  texts: [text],
  required: new Set(required),
});

describe('which secrets the Compose files read', () => {
  test.each([
    ['where its placeholder turns up', `"A":"x-${placeholderFor('DB_PASSWORD')}-y"`, '', 'DB_PASSWORD', true],
    ['not where it does not', '"A":"1"', 'A: ${DB_PASSWORD}', 'DB_PASSWORD', false],
    ['not where a longer name does', `"${placeholderFor('DB_PASSWORD_2')}"`, '', 'DB_PASSWORD', false],
    [
      'taken from the environment as a secret',
      '"secrets": {"a": {"environment": "DB_PASSWORD"}}',
      '',
      'DB_PASSWORD',
      true,
    ],
    ['as an alternative, which shows no value', '{}', 'A: ${DB_PASSWORD:+yes}', 'DB_PASSWORD', true],
    ['not in a comment', '{}', '# A: ${DB_PASSWORD:+yes}', 'DB_PASSWORD', false],
  ])('%s', (_, resolved, text, name, expected) => {
    expect(secretsRead(reading(resolved, text))(name)).toBe(expected);
  });

  test('what they require, they read', () => {
    expect(secretsRead(reading('{}', '', ['X']))('X')).toBe(true);
    expect(othersRead(reading('{}', '', ['X']))('X')).toBe(true);
  });

  test.each([
    ['named', 'A: ${MY_TOKEN:-}', true],
    ['passed on', 'environment:\n  - MY_TOKEN', true],
    ['part of a longer name', 'A: ${MY_TOKEN_2}', false],
    ['in a comment alone', 'A: 1 # ${MY_TOKEN}', false],
    ['perhaps in a file that this one includes', 'include:\n  - other.yml', true],
    ['perhaps in a file that a service extends', '  extends:\n    file: other.yml', true],
  ])('another variable, %s', (_, text, expected) => {
    expect(othersRead(reading('{}', text))('MY_TOKEN')).toBe(expected);
  });
});

describe('which fields of the item a start wants', () => {
  const labels = [
    'db_password',
    'jwt_secret',
    'MY_TOKEN',
    'MY_TOKEN',
    'PATH',
    'COMPOSE_FILE',
    'KTRDR_API_PORT',
    'two words',
    'UNREAD',
  ];
  const want = (reads: readonly string[], more: readonly string[] = []) =>
    wantedFields({
      labels: [...labels, ...more],
      readsSecret: (name) => reads.includes(name),
      readsOther: (name) => name !== 'UNREAD',
      computed: { KTRDR_API_PORT: '8003' },
    }).map(({ label, variables }) => `${label}: ${variables.join(' ')}`);

  test('those whose variables are read, for both generations, and those that are called like one', () => {
    expect(want(['KTRDR_DB_PASSWORD'])).toEqual(['db_password: DB_PASSWORD KTRDR_DB_PASSWORD', 'MY_TOKEN: MY_TOKEN']);
  });

  test('none of the others, be they there or not', () => {
    expect(want([])).toEqual(['MY_TOKEN: MY_TOKEN']);
    expect(want(['GF_ADMIN_PASSWORD'])).toContain('grafana_password: GF_ADMIN_PASSWORD');
  });

  test('a field called like the variable of a secret stands in for the field of that secret', () => {
    expect(want(['DB_PASSWORD'], ['DB_PASSWORD'])).toEqual(['MY_TOKEN: MY_TOKEN', 'DB_PASSWORD: DB_PASSWORD']);
    expect(want(['DB_PASSWORD', 'KTRDR_DB_PASSWORD'], ['DB_PASSWORD'])).toContain(
      'db_password: DB_PASSWORD KTRDR_DB_PASSWORD',
    );
  });
});
