import { expect, test } from '@jest/globals';
import { ktrdrSecrets, secretVariableNames, secretVariables } from '../src/index.ts';

const values = { db_password: 'd', jwt_secret: 'j', anthropic_api_key: 'a', grafana_password: 'g' };

test('both generations of KTRDR get every secret', () => {
  expect(secretVariables(values, ktrdrSecrets)).toEqual({
    DB_PASSWORD: 'd',
    KTRDR_DB_PASSWORD: 'd',
    JWT_SECRET: 'j',
    KTRDR_AUTH_JWT_SECRET: 'j',
    ANTHROPIC_API_KEY: 'a',
    GF_ADMIN_PASSWORD: 'g',
  });
});

test('KTRDR wants 32 characters of jwt_secret, and something of the others', () => {
  expect(ktrdrSecrets.map((field) => [field.label, 'minLength' in field ? field.minLength : undefined])).toEqual([
    ['db_password', undefined],
    ['jwt_secret', 32],
    ['anthropic_api_key', undefined],
    ['grafana_password', undefined],
    ['fred_api_key', undefined],
  ]);
});

test('a field without a value sets nothing, a value without a field either', () => {
  const fields = [
    { label: 'a', variables: ['A'] },
    { label: 'toString', variables: ['B'] },
  ];
  expect(secretVariables({ b: 'x' }, fields)).toEqual({});
  expect(secretVariables({ a: '', c: 'x' }, fields)).toEqual({ A: '' });
});

test('the names alone, once each', () => {
  expect(secretVariableNames(ktrdrSecrets)).toEqual([
    'DB_PASSWORD',
    'KTRDR_DB_PASSWORD',
    'JWT_SECRET',
    'KTRDR_AUTH_JWT_SECRET',
    'ANTHROPIC_API_KEY',
    'GF_ADMIN_PASSWORD',
    'KTRDR_FRED_API_KEY',
  ]);
  expect(
    secretVariableNames([
      { label: 'a', variables: ['A', 'B'] },
      { label: 'b', variables: ['B'] },
    ]),
  ).toEqual(['A', 'B']);
});
