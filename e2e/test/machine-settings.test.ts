import { expect, test } from '@jest/globals';
import { pipConfiguration, readMachineSettings, uvConfiguration } from '../src/real/machine-settings.ts';

test("uv is told of the index that pip is configured for, in uv's own words", () => {
  const index = 'https://packages.example.invalid/simple';
  expect(pipConfiguration(index)).toBe(`[global]\nindex-url = ${index}\n`);
  // uv 0.13: https://docs.astral.sh/uv/concepts/indexes/
  expect(uvConfiguration(index)).toBe(`[[index]]\nurl = "${index}"\ndefault = true\n`);
});

test('nothing is written where nothing is configured', () => {
  expect([pipConfiguration(undefined), uvConfiguration(undefined)]).toEqual(['', '']);
});

test('the variable comes before the file, as with pip; certificates that are not there are none', async () => {
  const env = { ...process.env, PIP_INDEX_URL: 'https://one.example.invalid', SSL_CERT_FILE: '/nowhere' };
  expect(await readMachineSettings(env)).toEqual({ certificates: '', index: 'https://one.example.invalid' });
});
