import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env as processEnv } from 'node:process';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryDirectory } from '@ktrdr/test-support';
import { createContext, readUserSettings } from '../../src/index.ts';
import { changeUserSettings } from '../../src/user-settings/change-user-settings.ts';
import { listUserSettings } from '../../src/user-settings/list-user-settings.ts';
import { SETTING_KEYS } from '../../src/user-settings/setting-keys.ts';
import { userSettings } from '../../src/user-settings/user-settings.ts';

const root = temporaryDirectory();
let counter = 0;
let context: ReturnType<typeof createContext>;
let file: string;

beforeEach(() => {
  context = contextWith({});
  file = context.home.settings;
});

function contextWith(more: Readonly<Record<string, string>>): ReturnType<typeof createContext> {
  counter += 1;
  const home = join(root, String(counter));
  return createContext({ env: { PATH: processEnv['PATH'] ?? '', KTRDR_HOME: home, ...more }, command: 'a test' });
}

function write(text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const read = async () => await readUserSettings(context.home);
const text = () => readFileSync(file, 'utf8');

describe('what is read', () => {
  test('nothing, where there is no file', async () => expect(await read()).toEqual({}));

  test('all of it', async () => {
    const all = {
      $schema: 'https://example.org/config.schema.json',
      color: false,
      hooks: { 'post-create': ['make', 'deps'], 'post-up': ['a'], 'pre-destroy': ['sh', '-c', 'b | c'], timeout: 60 },
      sandbox: { from: 'origin/develop', own: ['data'], workers: 0, without: ['grafana'] },
      secrets: {
        vault: 'Work',
        account: 'me.1password.com',
        command: ['pass-json', 'ktrdr'],
        items: { 'local-prod': 'a', sandbox: 'b' },
      },
    };
    write(JSON.stringify(all));
    expect(await read()).toEqual(all);
  });

  test.each([
    ['{"sandbox": {"form": "x"}}', /no setting sandbox\.form/, /did you mean sandbox\.from\?/i],
    ['{"vault": "x"}', /no setting vault/, /did you mean secrets\.vault\?/i],
    ['{"alias": {}}', /no setting alias/, /there are: color, /i],
    ['{"hoks": {}}', /no setting hoks/, /did you mean hooks\?/i],
    ['{"sandbx": {}}', /no setting sandbx/, /did you mean sandbox\?/i],
    ['{"secret": {}}', /no setting secret /, /did you mean secrets\?/i],
    ['{"hooks": {"post-creat": ["x"]}}', /no setting hooks\.post-creat/, /did you mean hooks\.post-create\?/i],
    ['{"hooks": {"post-up": "x | y"}}', /^hooks\.post-up in .* must be a list of words/, /unset hooks\.post-up/],
    ['{"hooks": {"timeout": 0}}', /^hooks\.timeout in .* must be a whole number from 1 to 3600$/, /unset/],
    ['{"color": "no"}', /^color in .* must be true or false$/, /ktrdr config unset color/],
    ['{"sandbox": {"workers": "2"}}', /^sandbox\.workers in .* must be a whole number from 0 to 99$/, /unset/],
    ['{"sandbox": {"workers": 2.5}}', /^sandbox\.workers/, /unset/],
    ['{"sandbox": {"own": ["date"]}}', /^sandbox\.own in .* must be a list of data, models and strategies$/, /unset/],
    ['{"secrets": {"command": "x | y"}}', /^secrets\.command in .* must be a list of words/, /unset/],
    ['{"secrets": {"command": []}}', /^secrets\.command/, /unset/],
    ['{"secrets": {"vault": ""}}', /^secrets\.vault/, /unset/],
    ['{"sandbox": []}', /^sandbox in .* must be an object/, /unset sandbox/],
    ['[]', /config\.json must be an object/, /\{\}/],
    ['{\n  "color": true, // mine\n}', /line 2, column 18: not JSON/, /does not allow comments/],
    ['{\n  "color": true,\n}', /line 2, column 16: not JSON/, /does not allow a comma/],
    ['{"color": true, "color": false}', /line 1, column 17/, /twice/],
    ['', /line 1, column 1/, /ends before/],
  ])('%j is refused, and left as it is', async (given, message, hint) => {
    write(given);
    await expect(read()).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
    await expect(changeUserSettings(context, 'color', ['true'])).rejects.toMatchObject({ code: 'SETTINGS_INVALID' });
    expect(text()).toBe(given);
  });

  test('a directory in its place', async () => {
    mkdirSync(file, { recursive: true });
    await expect(read()).rejects.toMatchObject({ code: 'SETTINGS_UNREADABLE' });
  });
});

describe('a change', () => {
  test('keeps everything else, and takes away what is empty', async () => {
    write('{"secrets":{"vault":"Work"},"$schema":"x"}');
    await changeUserSettings(context, 'sandbox.workers', ['2']);
    await changeUserSettings(context, 'sandbox.without', ['grafana, jaeger']);
    await changeUserSettings(context, 'sandbox.own', ['data', 'models']);
    await changeUserSettings(context, 'secrets.command', ['pass show', 'a,b']);
    await changeUserSettings(context, 'secrets.items.local-prod', ['3']);
    expect(JSON.parse(text())).toEqual({
      secrets: { vault: 'Work', command: ['pass show', 'a,b'], items: { 'local-prod': '3' } },
      $schema: 'x',
      sandbox: { workers: 2, without: ['grafana', 'jaeger'], own: ['data', 'models'] },
    });
    for (const key of ['secrets.vault', 'secrets.command', 'secrets.items.local-prod'])
      await changeUserSettings(context, key, undefined);
    expect(JSON.parse(text())).not.toHaveProperty('secrets');
  });

  test('makes the file, for its user alone, and leaves no other', async () => {
    await changeUserSettings(context, 'color', undefined);
    expect(existsSync(file)).toBe(false);
    await changeUserSettings(context, 'color', ['false']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(file)).toSorted()).toEqual(['config.json', 'sandbox']);
  });

  test('follows a link, which stays one', async () => {
    const kept = join(root, 'dotfiles.json');
    writeFileSync(kept, '{}');
    mkdirSync(dirname(file), { recursive: true });
    symlinkSync(kept, file);
    await changeUserSettings(context, 'color', ['false']);
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual({ color: false });
  });

  test.each([
    ['sandbox.workers', ['two']],
    ['sandbox.workers', ['100']],
    ['sandbox.own', ['date']],
    ['color', ['maybe']],
    ['secrets.vault', ['a', 'b']],
    ['secrets.vault', ['']],
    ['sandbox', ['x']],
    ['nothing', ['x']],
  ])('%s = %j is refused', async (key, words) => {
    write('{"color":true}');
    await expect(changeUserSettings(context, key, words)).rejects.toMatchObject({ code: 'SETTINGS_INVALID' });
    expect(text()).toBe('{"color":true}');
  });

  test('is refused where KTRDR_CONFINE confines', async () => {
    const confined = contextWith({ KTRDR_CONFINE: 'x' });
    await expect(changeUserSettings(confined, 'color', ['false'])).rejects.toMatchObject({ code: 'CONFINED' });
  });

  test('twenty at once lose nothing', async () => {
    await Promise.all(
      Array.from(
        { length: 20 },
        async (_, index) =>
          await changeUserSettings(context, index % 2 === 0 ? 'sandbox.workers' : 'secrets.vault', [String(index)]),
      ),
    );
    expect(await read()).toMatchObject({
      sandbox: { workers: expect.any(Number) },
      secrets: { vault: expect.any(String) },
    });
  });
});

test('the list says what holds, and where that comes from', () => {
  const listed = listUserSettings(
    { color: false, sandbox: { without: ['a', 'b'] }, secrets: { account: 'x' } },
    { OP_ACCOUNT: 'mine' },
  );
  const of = (key: string) => listed.find((one) => one.key === key);
  expect(of('color')).toMatchObject({ value: false, origin: 'settings', text: 'false' });
  expect(of('sandbox.without')).toMatchObject({ value: ['a', 'b'], text: 'a, b' });
  expect(of('secrets.account')).toMatchObject({ value: null, origin: 'environment', text: 'OP_ACCOUNT=mine' });
  expect(of('secrets.items.sandbox')).toMatchObject({ value: null, origin: 'default', text: 'ktrdr-sandbox-dev' });
});

test('every key of the schema is listed', () => {
  const keys = (schema: object, before: string): string[] =>
    Object.entries('shape' in schema ? Object(schema.shape) : {}).flatMap(([name, inner]) => {
      const unwrapped = Object(inner).def.innerType ?? inner;
      const key = `${before}${name}`;
      return 'shape' in unwrapped ? keys(unwrapped, `${key}.`) : [key];
    });
  const found = keys(userSettings, '').filter((key) => key !== '$schema');
  expect(found.toSorted()).toEqual(SETTING_KEYS.map(({ key }) => key).toSorted());
});
