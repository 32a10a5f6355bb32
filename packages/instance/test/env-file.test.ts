import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CodedError } from '@ktrdr/errors';
import { runCommand } from '@ktrdr/process';
import { homeOf, parseEnvFile, serializeEnvFile } from '../src/index.ts';
import { editEnvFile } from '../src/env-file/edit-env-file.ts';
import {
  readEnvFile,
  readEnvText,
  removeEnvFile,
  seeEnvText,
  seenEnvFile,
  writeEnvText,
} from '../src/env-file/env-file.ts';
import { instanceVariables } from '../src/env-file/instance-variables.ts';
import { judgeEnvFile } from '../src/env-file/judge-env-file.ts';
import { parseOwnDirectories, ownDirectories } from '../src/env-file/own-directories.ts';
import { resolveStatements } from '../src/env-file/parse-env-file.ts';
import { quoteValue } from '../src/env-file/quote-value.ts';
import { scanEnvFile } from '../src/env-file/scan-env-file.ts';
import { writeInstanceFile } from '../src/env-file/write-instance-file.ts';
import type { GitOptions } from '../src/git/run-git.ts';
import { anInstance, aResult, aSandbox } from './support/a.ts';
import { realGit } from './support/real-git.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

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
    // But NUL, which no environment can hold.
    const characters = Array.from({ length: 0x20_00 }, (_, code) => String.fromCharCode(code + 1));
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
    ['a comment, a blank line and what is no line of the kind', '# note\n\nA=1\nnonsense\n=2\na b=3\n', { A: '1' }],
    ['spaces around', '  A = 1  \n', { A: '1' }],
    ['a file from Windows', 'A=1\r\nB="2"\r\n', { A: '1', B: '2' }],
    ['no newline at the end', 'A=1\nB=2', { A: '1', B: '2' }],
    ['an equals sign in the value', 'A=b=c\n', { A: 'b=c' }],
    ['single quotes, in which nothing is special', String.raw`A='a\n$b "c"'`, { A: String.raw`a\n$b "c"` }],
    ['a quote that does not end', 'A="open\nB=1', { B: '1' }],
    ['export, and a colon', 'export A=1\nB: 2', { A: '1', B: '2' }],
    [
      'a comment behind a value',
      `A=a # b\nB=a#b\nC="a # b" # c\nD='a # b'# c`,
      { A: 'a', B: 'a#b', C: 'a # b', D: 'a # b' },
    ],
    ['a value of several lines', 'A="one\nB=2\n# three"\nC=4', { A: 'one\nB=2\n# three', C: '4' }],
    ['what follows a quote', 'A="x" B=2', { A: 'x', B: '2' }],
    [
      'variables',
      'A=1\nB=$A-${A}\nC=${X:-d${A}}\nD=${A:+yes}${X+no}\nE=${X}',
      { A: '1', B: '1-1', C: 'd1', D: 'yes', E: '' },
    ],
    ['no variables', `A=1\nB='$A'\nC="\\$A"\nD=$$A\nE=$1`, { A: '1', B: '$A', C: '$A', D: '$A', E: '$1' }],
    ['a variable that is required', 'A=${X:?name one}\nB=1', { B: '1' }],
    [
      'escapes in double quotes alone',
      String.raw`A="\t\q\0041"` + '\n' + String.raw`B=\t`,
      { A: '\t\\q!', B: String.raw`\t` },
    ],
    ['a quote in single quotes', String.raw`A='it\'s'`, { A: "it's" }],
    ['a mark at the beginning of the file', '\uFEFFA=1', { A: '1' }],
    ['a variable twice: the last one counts', 'A=1\nA=2\n', { A: '2' }],
    ['an empty file', '', {}],
  ])('%s', (_, text, expected) => {
    expect(parseEnvFile(text)).toEqual(expected);
  });
});

describe('what Compose refuses a file for is found, with its line', () => {
  test.each([
    ['A=1\n=2', 2, /no name/],
    ['# one\n\nA B=2', 3, /space/],
    ["A='it''s'", 1, /'s'/],
    ['A="one\ntwo"\nB="open', 3, /quoted value of B/],
    ['A=${', 1, /A: \$\{/],
    ['A=${X:?why}', 1, /X is required: why/],
    [String.raw`A="\0000"`, 1, /a variable cannot hold/],
  ])('%j', (text, line, reason) => {
    const { problems } = resolveStatements(scanEnvFile(text));
    expect(problems).toEqual([{ line, reason: expect.stringMatching(reason) }]);
  });
});

describe('editEnvFile', () => {
  test.each<[string, string, Record<string, string | undefined>, string]>([
    ['a new file', '', { B: '2', A: 'x y' }, 'A="x y"\nB=2\n'],
    ['changes a value where it stands', '# mine\nB=1 # note\nX=y\n', { B: '2' }, '# mine\nB=2 # note\nX=y\n'],
    [
      'leaves comments, order and blank lines',
      '\n# z\nZ=1\n\n  A=1\nQ="q\nB=0"\n',
      { B: '2' },
      '\n# z\nZ=1\n\n  A=1\nQ="q\nB=0"\nB=2\n',
    ],
    [
      'puts a new one into its place among ours',
      'A=1\nC=3\n# mine\nX=1\n',
      { A: '1', B: '2', C: '3', D: '4' },
      'A=1\nB=2\nC=3\nD=4\n# mine\nX=1\n',
    ],
    ['ends a last line that has no end', 'X=1', { A: '1' }, 'X=1\nA=1\n'],
    ['changes what stands there twice twice', "A=1\nA='2'\n", { A: '3' }, 'A=3\nA=3\n'],
    ['removes', 'A=1\n  B=2 # b\nC=3\n', { B: undefined, X: undefined }, 'A=1\nC=3\n'],
    ['removes no more than that', 'A="1" B=2\n', { A: undefined }, ' B=2\n'],
    ['keeps the line breaks of Windows', 'X=1\r\nA=1\r\nY="\r\n"\r\n', { A: '2' }, 'X=1\r\nA=2\r\nY="\r\n"\r\n'],
  ])('%s', (_, text, changes, expected) => {
    expect(editEnvFile(text, changes)).toBe(expected);
    expect(editEnvFile(expected, changes)).toBe(expected);
  });
});

describe("which lines are the user's", () => {
  const computed = {
    SLOT_NUMBER: '3',
    KTRDR_SHARED_DIR: '/new/shared',
    KTRDR_DATA_DIR: '/new/shared/data',
    KTRDR_MODELS_DIR: '/new/shared/models',
    KTRDR_STRATEGIES_DIR: '/new/shared/strategies',
  };

  test.each<[string, Record<string, string>, string[], string[]]>([
    ['none', {}, [], []],
    ['a port is ours whatever it says', { SLOT_NUMBER: '9' }, ['SLOT_NUMBER'], []],
    ['a directory', { KTRDR_DATA_DIR: '/mine' }, [], ['KTRDR_DATA_DIR']],
    ['an empty directory: the default of the Compose file', { KTRDR_DATA_DIR: '' }, [], ['KTRDR_DATA_DIR']],
    [
      'all three',
      { KTRDR_DATA_DIR: '/m/data', KTRDR_MODELS_DIR: '/m/models', KTRDR_STRATEGIES_DIR: '/m/strategies' },
      [],
      ['KTRDR_DATA_DIR', 'KTRDR_MODELS_DIR', 'KTRDR_STRATEGIES_DIR'],
    ],
    [
      'a home that has moved makes none',
      { KTRDR_SHARED_DIR: '/old/shared', KTRDR_DATA_DIR: '/old/shared/data', KTRDR_MODELS_DIR: '/old/shared/models' },
      ['KTRDR_SHARED_DIR', 'KTRDR_DATA_DIR', 'KTRDR_MODELS_DIR'],
      [],
    ],
    [
      'a home that has moved, and one of the user',
      { KTRDR_SHARED_DIR: '/old/shared', KTRDR_DATA_DIR: '/old/shared/data', KTRDR_MODELS_DIR: '/mine' },
      ['KTRDR_SHARED_DIR', 'KTRDR_DATA_DIR'],
      ['KTRDR_MODELS_DIR'],
    ],
    [
      "another's directory of the old home",
      { KTRDR_SHARED_DIR: '/old/shared', KTRDR_DATA_DIR: '/old/shared/models' },
      ['KTRDR_SHARED_DIR'],
      ['KTRDR_DATA_DIR'],
    ],
  ])('%s', (_, different, edited, chosen) => {
    const judged = judgeEnvFile({ ...computed, ...different }, computed);
    expect(judged.edited).toEqual(edited);
    expect(Object.keys(computed).filter((key) => !Object.hasOwn(judged.ours, key))).toEqual(chosen);
  });

  test('a line that is missing is ours', () => {
    expect(judgeEnvFile({}, computed)).toEqual({ ours: computed, edited: Object.keys(computed) });
  });
});

describe('directories of the own checkout', () => {
  test('are lines like those of a user', () => {
    const own = parseOwnDirectories('strategies, models');
    expect(own).toEqual(['strategies', 'models']);
    expect(ownDirectories('/clones/one', own)).toEqual({
      KTRDR_STRATEGIES_DIR: '/clones/one/strategies',
      KTRDR_MODELS_DIR: '/clones/one/models',
    });
  });

  test.each([['logs'], ['data,'], [''], ['toString']])('%j is refused', (list) => {
    expect(() => parseOwnDirectories(list)).toThrow(expect.objectContaining({ code: 'USAGE' }));
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
  const elsewhere = temporaryDirectory();
  const { git, options } = realGit(elsewhere);
  const nothing = { text: undefined, file: undefined };
  const write = async (text: string, isNew = false): Promise<void> =>
    await writeEnvText(options, directory, { text, seen: isNew ? nothing : await seeEnvText(directory) });
  /** Runs git, and each time something else before it. */
  const saving = (save: () => void): GitOptions => ({
    ...options,
    run: async (command, args, more) => {
      save();
      return await runCommand(command, args, more);
    },
  });
  beforeAll(() => void git(directory, 'init', '-q'));

  test('is written whole, readable for others, and read back', async () => {
    await write('A=1\nB="two words"\n');
    expect(readFileSync(file, 'utf8')).toBe('A=1\nB="two words"\n');
    expect(statSync(file).mode & 0o777).toBe(0o644);
    expect(await readEnvFile(directory)).toEqual({ A: '1', B: 'two words' });
  });

  test('is not there: that is no mistake, neither for reading nor for removing', async () => {
    await removeEnvFile(directory, await seenEnvFile(directory));
    await removeEnvFile(directory, await seenEnvFile(directory));
    expect(await readEnvFile(directory)).toBeUndefined();
    expect(await readEnvFile(join(directory, 'nowhere'))).toBeUndefined();
    writeFileSync(join(directory, 'file'), '');
    expect(await readEnvFile(join(directory, 'file'))).toBeUndefined();
  });

  test.each([
    ['writing', async () => await write('A=1\n'), ['.env.sandbox']],
    ['removing', async () => await removeEnvFile(directory, await seenEnvFile(directory)), []],
  ])('%s it removes what killed writes have left, and nothing else', async (_, act, left) => {
    const others = ['.env.sandbox.bak', '.env.sandbox.tmp', 'file.1-0123abcd.tmp'];
    for (const name of [...others, '.env.sandbox.4711-0123abcd.tmp']) writeFileSync(join(directory, name), 'x');
    await act();
    expect(new Set(readdirSync(directory))).toEqual(new Set(['.git', 'file', ...others, ...left]));
  });

  test.each<[string, (text: string) => void]>([
    ['was written to', (text) => writeFileSync(file, `${text}MINE=1\n`)],
    ['is another one with the same text', (text) => (rmSync(file), writeFileSync(file, text))],
  ])('that %s since it was looked at is not removed', async (_, change) => {
    await write('A=1\n');
    const seen = await seenEnvFile(directory);
    // Some file systems give the next file the number of the last one, and times of the same tick.
    await new Promise((done) => setTimeout(done, 20));
    change('A=1\n');
    const text = readFileSync(file, 'utf8');
    await expect(removeEnvFile(directory, seen)).rejects.toMatchObject({ code: 'INSTANCE_CHANGED' });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(readdirSync(directory).filter((name) => /^\.env.*\d-/.test(name))).toEqual([]);
  });

  test('that is new takes no place that another has taken meanwhile, and leaves nothing beside it', async () => {
    rmSync(file, { force: true });
    await write('A=new\n', true);
    expect(readFileSync(file, 'utf8')).toBe('A=new\n');
    writeFileSync(file, 'A=theirs\n');
    const before = readdirSync(directory);
    await expect(write('A=ours\n', true)).rejects.toMatchObject({
      code: 'ENV_FILE_CHANGED',
      message: expect.stringContaining(file),
    });
    expect(readFileSync(file, 'utf8')).toBe('A=theirs\n');
    expect(readdirSync(directory)).toEqual(before);
  });

  describe('that somebody saves while git is asked whether it is tracked', () => {
    const instance = aSandbox({ path: directory });
    const remember = async (save: () => void): Promise<void> =>
      await writeInstanceFile({ ...saving(save), home: homeOf({ HOME: elsewhere }) }, instance, { KTRDR_WITH: 'x' });
    beforeEach(async () => {
      rmSync(file, { force: true });
      await writeInstanceFile({ ...options, home: homeOf({ HOME: elsewhere }) }, instance);
    });

    test.each<[string, (text: string) => void]>([
      ['in place', (text) => writeFileSync(file, text)],
      ['as another file', (text) => (writeFileSync(`${file}.new`, text), renameSync(`${file}.new`, file))],
    ])('once, %s: his lines are kept beside what is written', async (_, put) => {
      let saved = 0;
      await remember(() => {
        if ((saved += 1) === 1) put(`${readFileSync(file, 'utf8')}# mine\nMINE=1\n`);
      });
      expect(await readEnvFile(directory)).toMatchObject({ MINE: '1', KTRDR_WITH: 'x', INSTANCE_ID: instance.id });
      expect(readFileSync(file, 'utf8')).toContain('# mine\n');
    });

    test.each<[string, () => void]>([
      ['again and again', () => appendFileSync(file, '# again\n')],
      ['as that of another instance', () => writeFileSync(file, 'INSTANCE_ID=ktrdr--other\n')],
    ])('%s: it is left as it is', async (_, save) => {
      await expect(remember(save)).rejects.toMatchObject({ code: 'ENV_FILE_CHANGED' });
      expect(readFileSync(file, 'utf8')).toMatch(/# again\n$|^INSTANCE_ID=ktrdr--other\n$/);
      expect(await readEnvFile(directory)).not.toHaveProperty('KTRDR_WITH');
    });
  });

  test('cannot be written', async () => {
    const text = writeEnvText({ run: async () => aResult({ exitCode: 1 }), env: {} }, join(directory, 'nowhere'), {
      text: 'A=1\n',
      seen: nothing,
    });
    await expect(text).rejects.toMatchObject({
      code: 'ENV_FILE_UNWRITABLE',
      message: expect.stringContaining(join(directory, 'nowhere', '.env.sandbox')),
    });
  });

  test('cannot be written to a directory that is just being moved away: that is why, and not its permissions', async () => {
    const elsewhereNow = join(directory, 'nowhere');
    const text = writeEnvText({ run: async () => aResult({ exitCode: 1 }), env: {} }, elsewhereNow, {
      text: 'A=1\n',
      seen: nothing,
      assertPlace: async () =>
        await Promise.reject(new CodedError('It is another directory by now', { code: 'INSTANCE_CHANGED' })),
    });
    await expect(text).rejects.toMatchObject({ code: 'INSTANCE_CHANGED' });
  });

  test('that is as it should be is not written again, and what killed writes have left beside it goes', async () => {
    const instance = aSandbox({ path: directory });
    const home = homeOf({ HOME: elsewhere });
    rmSync(file, { force: true });
    await writeInstanceFile({ ...options, home }, instance);
    const before = statSync(file, { bigint: true }).mtimeNs;
    writeFileSync(`${file}.4711-0123abcd.tmp`, 'x');
    await writeInstanceFile({ ...options, home }, instance);
    expect(statSync(file, { bigint: true }).mtimeNs).toBe(before);
    expect(existsSync(`${file}.4711-0123abcd.tmp`)).toBe(false);
  });

  describe('that is a link', () => {
    const target = join(elsewhere, 'profile');
    beforeEach(() => {
      writeFileSync(target, 'A=mine\n');
      rmSync(file, { force: true });
      symlinkSync(target, file);
    });
    afterEach(() => rmSync(file));

    test.each([
      ['reading', async () => await readEnvText(directory)],
      ['writing', async () => await write('A=1\n')],
    ])('%s it is refused, and what it leads to stays as it is', async (_, act) => {
      await expect(act()).rejects.toMatchObject({ code: 'ENV_FILE_LINK', message: expect.stringContaining(file) });
      expect(readFileSync(target, 'utf8')).toBe('A=mine\n');
    });
  });

  test.each<[string, () => void]>([
    ['not text', () => writeFileSync(file, Buffer.from([0x41, 0x3d, 0xff, 0x0a]))],
    ['a directory', () => mkdirSync(file)],
  ])('that is %s is an error, and nothing is lost', async (_, make) => {
    rmSync(file, { force: true });
    make();
    await expect(readEnvText(directory)).rejects.toMatchObject({
      code: 'ENV_FILE_UNREADABLE',
      hint: expect.stringContaining('Nothing was changed'),
    });
    rmSync(file, { recursive: true });
  });

  test('that git tracks is not written to', async () => {
    writeFileSync(file, 'A=theirs\n');
    git(directory, 'add', '-f', '.env.sandbox');
    await expect(write('A=1\n')).rejects.toMatchObject({ code: 'ENV_FILE_TRACKED' });
    expect(readFileSync(file, 'utf8')).toBe('A=theirs\n');
  });

  test('of which git does not say whether it tracks it is not written to', async () => {
    const failing = { run: async () => aResult({ exitCode: 128, stderr: 'fatal: broken' }), env: {} };
    await expect(writeEnvText(failing, directory, { text: 'A=1\n', seen: nothing })).rejects.toMatchObject({
      code: 'GIT_FAILED',
      detail: 'fatal: broken',
    });
  });
});
