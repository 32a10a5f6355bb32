import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createRedactor } from '../src/index.ts';
import { encodingNames, encodings } from './support/encodings.ts';

/** Values of four characters and more, of everything that tools treat specially. Brackets would meet those of the mark. */
const character = fc.oneof(
  fc.constantFrom(...`$'"\\ \n\t%+/&<>=.~!*();:@#-_ab01`.split('')),
  fc.constantFrom('é', 'ß', '€', '中', '🔑', '\u2028', '\u0001', '\r\n'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 }),
);
const secret = fc
  .array(character, { minLength: 4, maxLength: 24 })
  .map((characters) => characters.join(''))
  .filter((value) => Array.from(value.replaceAll(/\s/g, '')).length >= 4)
  .filter((value) => !/[[\]]/.test(value) && !'redacted'.includes(value));
const encoding = fc.constantFrom(...encodingNames);

/** A text with secrets in it, and where it is cut. */
const scene = fc
  .record({
    secrets: fc.array(secret, { minLength: 1, maxLength: 4 }),
    parts: fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('text' as const), text: fc.string({ maxLength: 12 }) }),
        fc.record({ kind: fc.constant('secret' as const), which: fc.nat(3), encoding }),
        fc.record({ kind: fc.constant('beginning' as const), which: fc.nat(3), encoding, length: fc.nat(12) }),
      ),
      { maxLength: 12 },
    ),
    cuts: fc.array(fc.nat(400), { maxLength: 12 }),
  })
  .map(({ secrets, parts, cuts }) => {
    const written = parts.map((part) => {
      if (part.kind === 'text') return part.text;
      const form = encodings[part.encoding](secrets[part.which % secrets.length] ?? '');
      return part.kind === 'secret' ? form : form.slice(0, part.length);
    });
    const text = written.join('');
    const places = [
      0,
      ...cuts.map((cut) => cut % (text.length + 1)).toSorted((one, other) => one - other),
      text.length,
    ];
    const chunks = places.slice(1).map((place, index) => text.slice(places[index], place));
    return { secrets, text, chunks };
  });

const streamed = (secrets: string[], chunks: string[]) => {
  const stream = createRedactor(secrets).stream();
  return [...chunks.map((chunk) => stream.push(chunk)), stream.end()].join('');
};

test('no secret survives, in any of its forms, wherever the text is cut', () => {
  fc.assert(
    fc.property(scene, ({ secrets, chunks }) => {
      const shown = streamed(secrets, chunks);
      for (const value of secrets) {
        for (const name of encodingNames) {
          if (shown.includes(encodings[name](value))) throw new Error(`${JSON.stringify(value)} survives as ${name}`);
        }
      }
    }),
    { numRuns: 150 },
  );
});

test('chunks, joined, give what the whole text gives', () => {
  fc.assert(
    fc.property(scene, ({ secrets, text, chunks }) => {
      expect(chunks.join('')).toBe(text);
      expect(streamed(secrets, chunks)).toBe(createRedactor(secrets).redact(text));
    }),
    { numRuns: 150 },
  );
});

test('one code unit at a time gives what the whole text gives', () => {
  fc.assert(
    fc.property(scene, ({ secrets, text }) => {
      expect(streamed(secrets, text.split(''))).toBe(createRedactor(secrets).redact(text));
    }),
    { numRuns: 40 },
  );
});

test('what is shown before the end is never taken back or out of order', () => {
  fc.assert(
    fc.property(scene, ({ secrets, chunks }) => {
      const redactor = createRedactor(secrets);
      let before = '';
      for (let count = 0; count <= chunks.length; count += 1) {
        const fresh = redactor.stream();
        const shown = chunks
          .slice(0, count)
          .map((chunk) => fresh.push(chunk))
          .join('');
        expect(shown.startsWith(before)).toBe(true);
        before = shown;
      }
    }),
    { numRuns: 40 },
  );
});

test('a text without secrets is unchanged', () => {
  // Every form of these has a letter or a digit, and the text has none.
  const oneLine = secret.map((value) => `${value.replaceAll(/\s/g, '')}a0`);
  const text = fc.string({ unit: 'binary', maxLength: 200 }).map((any) => any.replaceAll(/[a-z0-9]/gi, '$'));
  fc.assert(
    fc.property(fc.array(oneLine, { maxLength: 4 }), text, (secrets, shown) => {
      expect(createRedactor(secrets).redact(shown)).toBe(shown);
    }),
  );
});

/** What the union of all occurrences comes to, found the slow way. */
function slowly(secrets: string[], text: string): string {
  const covered = Array.from(text, () => false);
  const begins = Array.from(text, () => false);
  const stretches = secrets.flatMap((value) =>
    Array.from(text, (_, at) => at).flatMap((at) =>
      text.startsWith(value, at) ? [{ start: at, end: at + value.length }] : [],
    ),
  );
  let end = 0;
  for (const stretch of stretches.toSorted((one, other) => one.start - other.start)) {
    if (stretch.start >= end) begins[stretch.start] = true;
    end = Math.max(end, stretch.end);
    covered.fill(true, stretch.start, stretch.end);
  }
  return Array.from(text, (letter, at) =>
    begins[at] === true ? '[redacted]' : covered[at] === true ? '' : letter,
  ).join('');
}

const word = (minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom('a', 'b'), { minLength, maxLength }).map((letters) => letters.join(''));

test('overlapping secrets: every occurrence is covered, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(word(4, 7), { maxLength: 5 }), word(0, 40), fc.nat(40), (secrets, text, cut) => {
      const expected = slowly(secrets, text);
      expect(createRedactor(secrets).redact(text)).toBe(expected);
      expect(streamed(secrets, [text.slice(0, cut), text.slice(cut)])).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});
