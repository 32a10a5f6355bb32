import { expect, test } from '@jest/globals';
import { describeGivenUp } from '../../src/start/describe-given-up.ts';

test('what is left of volumes that were being removed is named, and how to have it made anew', () => {
  const given = /^An earlier down -v of ktrdr--x was interrupted\. It is abandoned.* created anew, empty\./;
  expect(describeGivenUp('ktrdr--x', 'down -v', [])).toMatch(new RegExp(`${given.source}$`));
  const left = describeGivenUp('ktrdr--x', 'down -v', [{ name: 'ktrdr--x_data' }]);
  expect(left).toMatch(given);
  expect(left).toMatch(/may be incomplete: ktrdr--x_data\. .*: ktrdr down ktrdr--x --volumes && ktrdr up ktrdr--x$/);
});
