import { describe, expect, test } from '@jest/globals';
import { printable } from '../src/index.ts';

describe('printable', () => {
  test.each([
    ['plain text\tand\nlines', 'plain text\tand\nlines'],
    ['\u001B[2J\u001B[Hgone', 'gone'],
    ['\u001B]0;a title\u0007text', 'text'],
    ['\u001B[31mred\u001B[39m', 'red'],
    ['10 %\r20 %\u0008\u0007', '10 %20 %'],
    ['cut off \u001B[3', 'cut off 3'],
    ['\u001B[2J\u001B[Hgone\u0007', 'gone'],
    ['\u001B]8;;http://x\u001B\\link\u001B]8;;\u001B\\', 'link'],
    ['\u001B(B\u001B=\u001Bcreset', 'reset'],
    ['\u009B2Jgone, in one byte', 'gone, in one byte'],
  ])('%j', (text, expected) => expect(printable(text)).toBe(expected));

  test('colours may stay, and end with the text', () => {
    expect(printable('\u001B[2J\u001B[1;31mred', { colors: true })).toBe('\u001B[1;31mred\u001B[0m');
    expect(printable('none\u001B[5A', { colors: true })).toBe('none');
  });
});
