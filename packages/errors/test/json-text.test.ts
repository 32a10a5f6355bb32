import { expect, test } from '@jest/globals';
import { jsonText } from '../src/index.ts';

test('JSON in which no character is left that a terminal obeys, and that says the same', () => {
  const document = { said: 'é \u0000\u001B[2J\u007F\u0080\u009B2J\u009D0;title\u009C ✓', 'a\u0085b': [1] };
  for (const text of [jsonText(document), jsonText(document, 2)]) {
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse(text)).toEqual(document);
  }
  expect(jsonText({ said: 'é ✓' }, 2)).toBe('{\n  "said": "é ✓"\n}');
});
