import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { homeOf, parseEnvFile, serializeEnvFile } from '../src/index.ts';
import { readEnvFile, removeEnvFile, writeEnvFile } from '../src/env-file/env-file.ts';
import { instanceVariables } from '../src/env-file/instance-variables.ts';
import { quoteValue } from '../src/env-file/quote-value.ts';
import { anInstance, aSandbox } from './support/a.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

describe('quoteValue', () => {
  test.each([
    ['', ''],
    ['8000', '8000'],
    ['/home/me/.ktrdr/shared', '/home/me/.ktrdr/shared'],
    ['2026-01-02T03:04:05.000Z', '2026-01-02T03:04:05.000Z'],
    ['a=b,c:d@e%f+g', 'a=b,c:d@e%f+g'],
    ['two words', '"two words"'],
    [' at the edges ', '" at the edges "'],
    ['#no comment', '"#no comment"'],
    ["it's", `"it's"`],
    ['say "so"', String.raw`"say \"so\""`],
    ['a$b ${c}', String.raw`"a\$b \${c}"`],
    [String.raw`C:\new`, String.raw`"C:\\new"`],
    ['two\nlines', String.raw`"two\nlines"`],
    ['old\r\nlines', String.raw`"old\r\nlines"`],
    ['`id`', '"`id`"'],
    ['größe', '"größe"'],
  ])('%p is written as %p', (value, written) => {
    expect(quoteValue(value)).toBe(written);
  });
});

// What has a meaning in some dialect of such files, and letters that have one after a backslash.
const SPECIAL = ['\\', '"', "'", '$', '`', '\n', '\r', '#', ' ', '=', '{', 'n', 'r', 't', '\t'];

/** Every text of these characters with at most so many of them. */
function textsOf(characters: readonly string[], length: number): string[] {
  if (length === 0) return [''];
  const shorter = textsOf(characters, length - 1);
  return [...new Set([...shorter, ...shorter.flatMap((text) => characters.map((one) => text + one))])];
}

describe('what is written is read back exactly', () => {
  test('every value of up to four special characters', () => {
    const values = textsOf(SPECIAL, 4);
    expect(values).toHaveLength(1 + 15 + 15 ** 2 + 15 ** 3 + 15 ** 4);
    const wrong = values.filter((value) => parseEnvFile(serializeEnvFile({ KEY: value }))['KEY'] !== value);
    expect(wrong).toEqual([]);
  });

  test('every single character, alone and between others', () => {
    const characters = Array.from({ length: 0x20_00 }, (_, code) => String.fromCharCode(code));
    const values = [...characters, ...characters.map((one) => `a${one}b`), '😀', 'a\uD83Db'];
    const wrong = values.filter((value) => parseEnvFile(serializeEnvFile({ KEY: value }))['KEY'] !== value);
    expect(wrong).toEqual([]);
  });

  test('whatever is beside it', () => {
    const all = Object.fromEntries(textsOf(SPECIAL, 2).map((value, index) => [`KEY_${index}`, value]));
    expect(parseEnvFile(serializeEnvFile(all))).toEqual(all);
  });
});

describe('serializeEnvFile', () => {
  test('sorts, one variable a line', () => {
    expect(serializeEnvFile({ B: '2', C: 'x y', A: '' })).toBe('A=\nB=2\nC="x y"\n');
    expect(serializeEnvFile({})).toBe('');
  });
});

describe('parseEnvFile', () => {
  test.each([
    ['a comment, a blank line and what is no line of the kind', '# note\n\nA=1\nnonsense\n=2\n9A=3\n', { A: '1' }],
    ['spaces around', '  A = 1  \n', { A: '1' }],
    ['a file from Windows', 'A=1\r\nB="2"\r\n', { A: '1', B: '2' }],
    ['no newline at the end', 'A=1\nB=2', { A: '1', B: '2' }],
    ['an equals sign in the value', 'A=b=c\n', { A: 'b=c' }],
    ['single quotes, in which nothing is special', String.raw`A='a\n$b "c"'`, { A: String.raw`a\n$b "c"` }],
    ['a quote that does not end', 'A="open\n', { A: '"open' }],
    ['a variable twice: the last one counts', 'A=1\nA=2\n', { A: '2' }],
    ['an empty file', '', {}],
  ])('%s', (_, text, expected) => {
    expect(parseEnvFile(text)).toEqual(expected);
  });
});

describe('the variables of an instance', () => {
  const home = homeOf({ HOME: '/home/me' });
  const directories = {
    KTRDR_SHARED_DIR: '/home/me/.ktrdr/shared',
    KTRDR_DATA_DIR: '/home/me/.ktrdr/shared/data',
    KTRDR_MODELS_DIR: '/home/me/.ktrdr/shared/models',
    KTRDR_STRATEGIES_DIR: '/home/me/.ktrdr/shared/strategies',
  };

  test('local-prod, slot 0', () => {
    expect(instanceVariables(anInstance(), home)).toEqual({
      COMPOSE_PROJECT_NAME: 'ktrdr-prod',
      CREATED_AT: '2026-01-02T03:04:05.000Z',
      INSTANCE_ID: 'ktrdr-prod',
      KTRDR_API_PORT: '8000',
      KTRDR_DB_PORT: '5432',
      KTRDR_GRAFANA_PORT: '3000',
      KTRDR_JAEGER_UI_PORT: '16686',
      KTRDR_JAEGER_OTLP_GRPC_PORT: '4317',
      KTRDR_JAEGER_OTLP_HTTP_PORT: '4318',
      KTRDR_PROMETHEUS_PORT: '9090',
      KTRDR_WORKER_PORT_1: '5003',
      KTRDR_WORKER_PORT_2: '5004',
      KTRDR_WORKER_PORT_3: '5005',
      KTRDR_WORKER_PORT_4: '5006',
      KTRDR_WORKER_PORT_5: '5007',
      KTRDR_WORKER_PORT_6: '5008',
      KTRDR_WORKER_PORT_7: '5009',
      KTRDR_WORKER_PORT_8: '5010',
      ...directories,
      SANDBOX_VERSION: '1',
      SLOT_NUMBER: '0',
    });
  });

  test('a sandbox, slot 3: ports of its own and four workers', () => {
    expect(instanceVariables(aSandbox(), home)).toEqual({
      COMPOSE_PROJECT_NAME: 'ktrdr--feat-x',
      CREATED_AT: '2026-01-02T03:04:05.000Z',
      INSTANCE_ID: 'ktrdr--feat-x',
      KTRDR_API_PORT: '8003',
      KTRDR_DB_PORT: '5435',
      KTRDR_GRAFANA_PORT: '3003',
      KTRDR_JAEGER_UI_PORT: '16689',
      KTRDR_JAEGER_OTLP_GRPC_PORT: '4347',
      KTRDR_JAEGER_OTLP_HTTP_PORT: '4348',
      KTRDR_PROMETHEUS_PORT: '9093',
      KTRDR_WORKER_PORT_1: '5031',
      KTRDR_WORKER_PORT_2: '5032',
      KTRDR_WORKER_PORT_3: '5033',
      KTRDR_WORKER_PORT_4: '5034',
      ...directories,
      SANDBOX_VERSION: '1',
      SLOT_NUMBER: '3',
    });
  });

  test('no secret, ever', () => {
    const names = Object.keys(instanceVariables(anInstance(), home)).join(' ');
    expect(names).not.toMatch(/PASSWORD|SECRET|KEY|TOKEN/);
  });
});

describe('the file', () => {
  const directory = temporaryDirectory();
  const file = join(directory, '.env.sandbox');

  test('is written whole, readable for others, and read back', async () => {
    await writeEnvFile(directory, { B: 'two words', A: '1' });
    expect(readFileSync(file, 'utf8')).toBe('A=1\nB="two words"\n');
    expect(statSync(file).mode & 0o777).toBe(0o644);
    expect(await readEnvFile(directory)).toEqual({ A: '1', B: 'two words' });
  });

  test('is not there: that is no mistake, neither for reading nor for removing', async () => {
    await removeEnvFile(directory);
    await removeEnvFile(directory);
    expect(await readEnvFile(directory)).toBeUndefined();
    expect(await readEnvFile(join(directory, 'nowhere'))).toBeUndefined();
    writeFileSync(join(directory, 'file'), '');
    expect(await readEnvFile(join(directory, 'file'))).toBeUndefined();
  });

  test.each([
    ['writing', async () => await writeEnvFile(directory, { A: '1' }), ['.env.sandbox']],
    ['removing', async () => await removeEnvFile(directory), []],
  ])('%s it removes what killed writes have left, and nothing else', async (_, act, left) => {
    const others = ['.env.sandbox.bak', '.env.sandbox.tmp', 'file.1-0123abcd.tmp'];
    for (const name of [...others, '.env.sandbox.4711-0123abcd.tmp']) writeFileSync(join(directory, name), 'x');
    await act();
    expect(new Set(readdirSync(directory))).toEqual(new Set(['file', ...others, ...left]));
  });

  test('cannot be written', async () => {
    await expect(writeEnvFile(join(directory, 'nowhere'), { A: '1' })).rejects.toMatchObject({
      code: 'ENV_FILE_UNWRITABLE',
      message: expect.stringContaining(join(directory, 'nowhere', '.env.sandbox')),
    });
  });
});
