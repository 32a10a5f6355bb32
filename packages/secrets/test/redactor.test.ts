import { expect, test } from '@jest/globals';
import { createRedactor } from '../src/index.ts';
import { encodingNames, encodings } from './support/encodings.ts';

const redact = (secrets: string[], text: string) => createRedactor(secrets).redact(text);
const nasty = `pa$$ \\w'o"r<d>&/?=+%41~!*() ñ € 🔑\n\tline two`;

test.each(encodingNames)('a secret as written by: %s', (name) => {
  const text = `before ${encodings[name](nasty)} after`;
  expect(redact([nasty], text)).toBe('before [redacted] after');
});

test.each([
  ['inside a word', ['hunter22'], 'xxhunter22yy', 'xx[redacted]yy'],
  ['at both ends', ['hunter22'], 'hunter22 hunter22', '[redacted] [redacted]'],
  ['one behind the other', ['hunter22'], 'hunter22hunter22', '[redacted][redacted]'],
  ['in another case it is another word', ['hunter22'], 'Hunter22', 'Hunter22'],
  ['nothing but its beginning', ['hunter22'], 'hunter2 hunter hunter2', 'hunter2 hunter hunter2'],
  ['one secret in another', ['hunter22', 'my-hunter22-key'], 'my-hunter22-key my-hunter22', '[redacted] my-[redacted]'],
  ['one secret that begins another', ['hunter', 'hunter22'], 'hunter22 hunter2', '[redacted] [redacted]2'],
  ['two secrets that overlap', ['abcdef', 'defghi'], '-abcdefghi-', '-[redacted]-'],
  ['a secret that overlaps itself', ['abab'], 'abababa-abab', '[redacted]a-[redacted]'],
  ['many overlaps', ['aaaa'], 'aaaaaaaaa aaa', '[redacted] aaa'],
  ['a false start just before', ['aab1'], 'aaaab1', 'aa[redacted]'],
  ['an ambiguous beginning', ['$abc', '\\def'], '$$abc \\\\def', '[redacted] [redacted]'],
  ['the same secret twice', ['hunter22', 'hunter22'], 'hunter22', '[redacted]'],
  ['characters that mean something in a pattern', ['a.c*[x]'], 'abc a.c*[x] axc', 'abc [redacted] axc'],
  ['one that reads like a mark', ['redacted'], 'is redacted', 'is [redacted]'],
  ['no secrets', [], 'nothing to hide', 'nothing to hide'],
  ['no text', ['hunter22'], '', ''],
])('%s', (_, secrets, text, expected) => {
  expect(redact(secrets, text)).toBe(expected);
});

test.each([
  ['three characters are not looked for', ['abc', 'é🔑x', '', '    ', ' ab  '], 'abc é🔑x      ab  '],
  ['nor are they inside a secret of several lines', ['}\nab\n  {'], '} ab {'],
])('%s', (_, secrets, text) => {
  expect(redact(secrets, text)).toBe(text);
});

test('four characters are enough, four white spaces are not', () => {
  expect(redact(['a b c d'], 'a b c d a b c')).toBe('[redacted] a b c');
  expect(redact(['é🔑xy'], 'é🔑xy')).toBe('[redacted]');
});

test('lines of a secret are found one by one, however they are indented', () => {
  const key = '-----BEGIN KEY-----\n  MIIEvQIBADAN\r\nq7Bkq\n-----END KEY-----\n';
  const shown = 'key: |\n    -----BEGIN KEY-----\n      MIIEvQIBADAN\n    q7Bkq\n    -----END KEY-----\n';
  expect(redact([key], key)).toBe('[redacted]');
  expect(redact([key], shown)).toBe('key: |\n    [redacted]\n    [redacted]\n    [redacted]\n    [redacted]\n');
  for (const line of shown.split('\n')) expect(redact([key], line)).not.toMatch(/KEY|MII|q7/);
});

test('base64 of something that holds a secret', () => {
  for (const before of ['', 'u', 'us', 'user:']) {
    const encoded = Buffer.from(`${before}hunter22, and more`).toString('base64');
    const shown = redact(['hunter22'], `Authorization: Basic ${encoded}`);
    expect(shown).toContain('[redacted]');
    expect(Buffer.from(shown.replace('[redacted]', '').replace(/.* /, ''), 'base64').toString()).not.toContain(
      'unter2',
    );
  }
});

test('a secret in a URL, in a log line in JSON', () => {
  const password = 'p@ss/w:rd"é$';
  const line = JSON.stringify({
    msg: `cannot connect to postgresql://ktrdr:${encodeURIComponent(password)}@db:5432`,
    password,
  });
  expect(redact([password], line)).toBe(
    '{"msg":"cannot connect to postgresql://ktrdr:[redacted]@db:5432","password":"[redacted]"}',
  );
});

test('two encodings within one occurrence', () => {
  expect(redact(['a b&c/d'], 'a%20b&c%2fd')).toBe('[redacted]');
});

const pushAll = (secrets: string[], chunks: string[]) => {
  const stream = createRedactor(secrets).stream();
  return [...chunks.map((chunk) => stream.push(chunk)), stream.end()];
};

test('a secret split across chunks', () => {
  expect(pushAll(['hunter22'], ['my hun', 'ter', '22 is it'])).toEqual(['my ', '', '[redacted] is it', '']);
});

test('held back is only what may be the beginning of a secret, and no longer than that', () => {
  expect(pushAll(['hunter22'], ['-', 'h', 'u', '-', 'hunter2', '!', 'hunter2'])).toEqual([
    '-',
    '',
    '',
    'hu-',
    '',
    'hunter2!',
    '',
    'hunter2',
  ]);
});

test('what goes on for ever is not collected', () => {
  const stream = createRedactor(['aaaa']).stream();
  const given = Array.from({ length: 1000 }, () => stream.push('aaaaa'));
  expect(given.join('')).toBe('[redacted]');
  expect(given[0]).toBe('[redacted]');
  expect(stream.push('-')).toBe('-');
});

test('a longer secret is waited for when a shorter one is complete', () => {
  expect(pushAll(['hunter', 'hunter22 and so on'], ['hunter', '22 and', ' so on!'])).toEqual([
    '',
    '',
    '[redacted]!',
    '',
  ]);
  expect(pushAll(['hunter', 'hunter22 and so on'], ['hunter', '22 but', ' ...'])).toEqual([
    '',
    '[redacted]22 but',
    ' ...',
    '',
  ]);
});

test('a character split between chunks', () => {
  const [high = '', low = ''] = '🔑'.split('');
  expect(pushAll(['key🔑key'], [`key${high}`, `${low}key`]).join('')).toBe('[redacted]');
});

test('streams of one redactor know nothing of each other', () => {
  const redactor = createRedactor(['hunter22']);
  const [one, other] = [redactor.stream(), redactor.stream()];
  expect([one.push('hunt'), other.push('er22'), one.push('er22'), other.end(), one.end()]).toEqual([
    '',
    'er22',
    '[redacted]',
    '',
    '',
  ]);
});

test('a long log takes time in proportion to its length', () => {
  const line =
    '2024-06-01T10:00:00Z backend INFO hunter2 %41 \\" $$ pa$$ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa request done\n';
  const redactor = createRedactor([
    nasty,
    'hunter22',
    'a'.repeat(64),
    ...Array.from({ length: 8 }, (_, index) => `secret-${index}-${'x'.repeat(40)}`),
  ]);
  // 2 MB. What takes time by the square of the text, or tries every secret at every place, does not end before a test must.
  const text = line.repeat(20_000);
  expect(redactor.redact(text)).toBe(text);
});

test('a large secret is no burden', () => {
  const key = Array.from({ length: 50 }, (_, index) =>
    Buffer.from(`line ${index} ${'/+='.repeat(12)}`).toString('base64'),
  ).join('\n');
  expect(redact([key], `a ${JSON.stringify(key)} b`)).toBe('a "[redacted]" b');
});
