import { expect, test } from '@jest/globals';
import { describeKeptVolume, volumeQuestions } from '../../src/start/volume-questions.ts';

// Compose 2.40.3, of one volume and of two.
const ask = (name: string): string =>
  `Volume "${name}" exists but doesn't match configuration in compose file. Recreate (data will be lost)?`;

test.each([
  [ask('ktrdr-prod_data'), ['ktrdr-prod_data']],
  [`${ask('p_a')}${ask('p_b')}`, ['p_a', 'p_b']],
  [' Container ktrdr-prod-db-1  Started', []],
])('%j asks of %j', (text, names) => {
  expect(volumeQuestions(text)).toEqual(names);
});

test('what is said of one, and the two commands that make it anew', () => {
  expect(describeKeptVolume('p_data', { id: 'ktrdr--x' })).toMatch(
    /p_data .*stays as it is.*ktrdr down ktrdr--x --volumes && ktrdr up ktrdr--x$/,
  );
});
