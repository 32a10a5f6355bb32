import { expect, test } from '@jest/globals';
import { probeOutput } from '../src/probe-output.ts';

// As curl 7.88 writes into a pipe, its standard output and error together.
const TITLES =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
  '                                 Dload  Upload   Total   Spent    Left  Speed\n';
const BEGIN = '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0';
const LATER = '\r  0     0    0     0    0     0      0      0 --:--:--  0:00:09 --:--:--     0';
const WHOLE = '\r100    32    0    32    0     0   6247      0 --:--:-- --:--:-- --:--:--  6400';

test.each([
  [
    'it is refused',
    `${TITLES}${BEGIN}\r  0   335    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\ncurl: (22) The requested URL returned error: 404\n`,
    'curl: (22) The requested URL returned error: 404',
  ],
  ['it has an answer', `${TITLES}${BEGIN}${WHOLE}{"status":"no database"}`, '{"status":"no database"}'],
  ['the answer stands before the end', `${TITLES}${BEGIN}{"status":\n"no"}${WHOLE}\n`, '{"status":\n"no"}'],
  ['it waits', `${TITLES}${BEGIN}${LATER}`, ''],
  ['it is none of curl', 'wget: server returned error: HTTP/1.1 503\n', 'wget: server returned error: HTTP/1.1 503'],
  ['it has numbers', '12 of 13 at 10:11:12\n', '12 of 13 at 10:11:12'],
])('a probe without the progress of curl: %s', (_what, text, said) => {
  expect(probeOutput(text)).toBe(said);
});
