import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import type { Run } from '@ktrdr/process';
import {
  fetchItem,
  type ItemField,
  ktrdrSecrets,
  readItem,
  secretVariables,
  type SecretsReason,
} from '../src/index.ts';
import { caught } from './support/caught.ts';
import { fakeOp } from './support/fake-op.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const directory = temporaryDirectory();

/** Values as nasty as people make them; each is a canary that must not turn up in any error. */
const values = {
  db_password: String.raw`canary-$HOME $$ 'single' "double" \back\slash <&> %41 =`,
  jwt_secret: 'canary-línea uno\nсекрет 🔑\n\n  zwei\u2028drei\ttab\r\nend',
  anthropic_api_key: 'sk-canary-0123456789abcdef',
  grafana_password: '  canary with space around  ',
};
const title = 'ktrdr-local-prod';
const whole = { items: [{ title, fields: values }] };

const read = async (scenario: object, options: Partial<Parameters<typeof readItem>[0]> = {}) => {
  const op = fakeOp(directory, scenario, ['OP_ACCOUNT', 'UNRELATED']);
  return await readItem({ item: title, fields: ktrdrSecrets, env: op.env, ...options });
};

/** Everything that a program could show of an error. */
const allOf = (error: Error): string =>
  inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error) + String(error.stack);

test('values come as they are stored', async () => {
  expect(await read(whole)).toEqual(values);
});

test('one call, standard input closed, nothing but the given environment', async () => {
  const op = fakeOp(directory, whole, ['OP_ACCOUNT', 'UNRELATED']);
  await readItem({ item: title, fields: ktrdrSecrets, env: { ...op.env, OP_ACCOUNT: 'mine' } });
  expect(op.calls()).toEqual([
    {
      args: ['item', 'get', 'ktrdr-local-prod', '--format', 'json'],
      stdin: 'null',
      env: { OP_ACCOUNT: 'mine', UNRELATED: null },
      pid: expect.any(Number),
    },
  ]);
});

test('vault and account are passed on', async () => {
  const scenario = {
    items: [
      { title, fields: values },
      { title, vault: 'Shared', fields: { db_password: 'other one' } },
    ],
  };
  const op = fakeOp(directory, scenario);
  const options = { item: title, vault: 'Shared', account: 'my.1password.com', env: op.env };
  expect(await readItem({ ...options, fields: [{ label: 'db_password' }] })).toEqual({ db_password: 'other one' });
  expect(op.calls()[0]?.args).toEqual(
    'item get ktrdr-local-prod --format json --vault Shared --account my.1password.com'.split(' '),
  );
});

test('an item is found by its id, and by its title in another case', async () => {
  const scenario = { items: [{ title: 'KTRDR-local-prod', id: 'abcdefghijklmnopqrstuvwxyz', fields: values }] };
  expect(await read(scenario)).toEqual(values);
  expect(await read(scenario, { item: 'abcdefghijklmnopqrstuvwxyz' })).toEqual(values);
});

const only = (...fields: object[]) => ({ items: [{ title, fields }] });
const label = 'db_password';

const accepted: { name: string; scenario: object; value: string }[] = [
  { name: 'text', scenario: only({ label, value: 'plain text', type: 'STRING' }), value: 'plain text' },
  { name: 'in a section', scenario: only({ label, value: 'in there', section: 'keys' }), value: 'in there' },
  { name: 'with a purpose', scenario: only({ label, value: 'main one', purpose: 'PASSWORD' }), value: 'main one' },
  {
    name: 'beside an empty field of that name',
    scenario: only({ label, value: '' }, { label, value: 'the filled one', section: 'keys' }),
    value: 'the filled one',
  },
  {
    name: 'twice the same',
    scenario: only({ label, value: 'same' }, { label, value: 'same', section: 'x' }),
    value: 'same',
  },
  {
    name: 'beside fields of every other kind',
    scenario: only(
      { label: 'one-time password', type: 'OTP', value: 'otpauth://totp/x', totp: '123456' },
      { label: 'valid', type: 'DATE', value: 1_700_000_000 },
      { value: 'no label' },
      { label, value: 'this one' },
    ),
    value: 'this one',
  },
  { name: 'called like a property of objects', scenario: only({ label, value: '__proto__' }), value: '__proto__' },
];

test.each(accepted)('a field $name', async ({ scenario, value }) => {
  expect(await read(scenario, { fields: [{ label }] })).toEqual({ [label]: value });
});

test.each([
  ['missing', [], {}],
  ['empty', [{ label, value: '' }], {}],
  ['there', [{ label, value: 'canary' }], { [label]: 'canary' }],
])('an optional field that is %s', async (_, fields, expected) => {
  expect(await read(only(...fields), { fields: [{ label, optional: true }] })).toEqual(expected);
});

test('an optional field that is there is not allowed to be wrong', async () => {
  const scenario = only({ label, value: 'one' }, { label, value: 'another' });
  await expect(read(scenario, { fields: [{ label, optional: true }] })).rejects.toMatchObject({
    reason: 'field-ambiguous',
  });
});

test('which fields are wanted may be decided when the item is known', async () => {
  const scenario = only(
    { label, value: 'one' },
    { label: 'twice', value: 'a' },
    { label: 'twice', value: 'b' },
    { value: 'no label' },
  );
  const op = fakeOp(directory, scenario);
  const item = await fetchItem({ item: title, fields: [], env: op.env });
  expect(item.labels).toEqual(expect.arrayContaining([label, 'twice', 'twice']));
  expect(item.pick([{ label }])).toEqual({ [label]: 'one' });
  expect(() => item.pick([{ label: 'twice' }])).toThrow(
    expect.objectContaining({ reason: 'field-ambiguous', fields: ['twice'] }),
  );
  expect(JSON.stringify(item)).not.toContain('one');
});

test('a field with the label __proto__ is a field like any other', async () => {
  const scenario = only({ label: '__proto__', value: 'canary' });
  const found = await read(scenario, { fields: [{ label: '__proto__' }] });
  expect(Object.entries(found)).toEqual([['__proto__', 'canary']]);
  expect(secretVariables(found, [{ label: '__proto__', variables: ['A'] }])).toEqual({ A: 'canary' });
});

interface Refused {
  readonly name: string;
  readonly scenario: object;
  readonly reason: SecretsReason;
  readonly message: string;
  readonly hint: string;
  readonly detail?: string;
  readonly fields?: string[];
  readonly options?: Partial<Parameters<typeof readItem>[0]>;
}

const edit = 'Set it in the 1Password app, or, if your shell history does not matter: op item edit ktrdr-local-prod ';
const wanted: readonly ItemField[] = [{ label }, { label: 'jwt_secret', minLength: 32 }];
const good = { label: 'jwt_secret', value: 'canary'.repeat(6) };

const refused: Refused[] = [
  {
    name: 'no such item',
    scenario: { items: [] },
    reason: 'no-item',
    message: '1Password has no item ktrdr-local-prod',
    hint: "op item create --category=securenote --title=ktrdr-local-prod 'db_password[password]=<db_password>' 'jwt_secret[password]=<jwt_secret, 32 characters or more>'",
  },
  {
    name: 'no such item in the vault',
    scenario: { ...whole, vaults: ['My vault'] },
    options: { vault: 'My vault', account: 'mine' },
    reason: 'no-item',
    message: '1Password has no item ktrdr-local-prod in vault My vault',
    hint: "--title=ktrdr-local-prod --vault 'My vault' --account mine 'db_password",
  },
  {
    name: 'the item is archived',
    scenario: { items: [{ title, archived: true, fields: values }] },
    reason: 'no-item',
    message: 'no item',
    hint: 'op item create',
  },
  {
    name: 'the name of the item reads like another failure',
    scenario: { items: [] },
    options: { item: 'not signed in, More or less: unknown flag' },
    reason: 'no-item',
    message: '1Password has no item not signed in, More or less: unknown flag',
    hint: "'--title=not signed in, More or less: unknown flag'",
  },
  {
    name: 'no such vault',
    scenario: whole,
    options: { vault: 'Work' },
    reason: 'no-vault',
    message: '1Password has no vault Work in this account',
    hint: 'op vault list',
  },
  {
    name: 'a service account and no vault',
    scenario: { ...whole, serviceAccount: true },
    reason: 'no-vault',
    message: 'op reads as a service account, which must be told the vault of item ktrdr-local-prod',
    hint: 'unset OP_SERVICE_ACCOUNT_TOKEN',
  },
  {
    name: 'several items',
    scenario: { items: [...whole.items, { title, vault: 'Shared', fields: values }] },
    reason: 'several-items',
    message: '1Password has several items called ktrdr-local-prod',
    hint: 'op item get <id>; op item delete <id> --archive',
    detail: '* for the item "ktrdr-local-prod" in vault Shared: fakeitembbbbbbbbbbbbbbbbbb',
  },
  {
    name: 'not signed in',
    scenario: { ...whole, signedIn: false },
    reason: 'not-signed-in',
    message: 'op is not signed in to 1Password',
    hint: 'eval $(op signin)',
  },
  {
    name: 'not signed in to the account',
    scenario: { fails: 'account-not-signed-in' },
    options: { account: 'my account' },
    reason: 'not-signed-in',
    message: 'op is not signed in',
    hint: "eval $(op signin --account 'my account')",
  },
  {
    name: 'the session is over',
    scenario: { fails: 'session-expired' },
    reason: 'not-signed-in',
    message: 'op is not signed in',
    hint: 'eval $(op signin)',
    detail: 'session expired, sign in to create a new session',
  },
  {
    name: 'a session in another terminal',
    scenario: { fails: 'no-session-token' },
    reason: 'not-signed-in',
    message: 'op is not signed in',
    hint: 'eval $(op signin)',
  },
  {
    name: 'a password is asked for',
    scenario: { fails: 'password-without-terminal' },
    reason: 'not-signed-in',
    message: 'op is not signed in',
    hint: 'eval $(op signin)',
  },
  {
    name: 'no account',
    scenario: { fails: 'no-account' },
    reason: 'not-signed-in',
    message: 'op has no 1Password account yet',
    hint: 'eval $(op account add --signin)',
  },
  {
    name: 'no such account',
    scenario: { ...whole, accounts: ['a.1password.com'] },
    options: { account: 'b.1password.com' },
    reason: 'no-account',
    message: 'op does not know the 1Password account b.1password.com',
    hint: 'op account list',
  },
  {
    name: 'several accounts',
    scenario: { fails: 'several-accounts' },
    reason: 'no-account',
    message: 'op knows several 1Password accounts and was not told which',
    hint: 'export OP_ACCOUNT=',
  },
  {
    name: 'the app does not run',
    scenario: { fails: 'app-not-running' },
    reason: 'not-signed-in',
    message: 'op cannot reach the 1Password app',
    hint: 'Open and unlock the app',
  },
  {
    name: 'the app refuses',
    scenario: { fails: 'app-connection-reset' },
    reason: 'not-signed-in',
    message: 'op cannot reach the 1Password app',
    hint: 'Integrate with 1Password CLI',
  },
  {
    name: 'the app does not answer',
    scenario: { fails: 'app-timed-out' },
    reason: 'not-signed-in',
    message: 'op cannot reach the 1Password app',
    hint: 'Open and unlock the app',
  },
  {
    name: 'the question was dismissed',
    scenario: { fails: 'prompt-dismissed' },
    reason: 'not-signed-in',
    message: 'op was not allowed to read from 1Password',
    hint: 'approve',
  },
  {
    name: 'the question was not answered',
    scenario: { fails: 'prompt-timed-out' },
    reason: 'not-signed-in',
    message: 'op was not allowed to read from 1Password',
    hint: 'approve',
  },
  {
    name: 'a token that is refused',
    scenario: { fails: 'service-account-token-refused' },
    reason: 'not-signed-in',
    message: '1Password does not accept OP_SERVICE_ACCOUNT_TOKEN',
    hint: 'unset OP_SERVICE_ACCOUNT_TOKEN',
  },
  {
    name: 'a token that is none',
    scenario: { fails: 'service-account-token-malformed' },
    reason: 'not-signed-in',
    message: '1Password does not accept OP_SERVICE_ACCOUNT_TOKEN',
    hint: 'unset OP_SERVICE_ACCOUNT_TOKEN',
  },
  {
    name: 'version 1',
    scenario: { fails: 'version-1' },
    reason: 'failed',
    message: 'This op is too old',
    hint: 'brew install 1password-cli',
  },
  {
    name: 'no network',
    scenario: { fails: 'network-down' },
    reason: 'failed',
    message: 'op cannot reach the 1Password server',
    hint: 'op vault list',
    detail: 'no such host',
  },
  {
    name: 'too many requests',
    scenario: { fails: 'too-many-requests' },
    reason: 'failed',
    message: 'op failed with exit code 1 when asked for item ktrdr-local-prod',
    hint: 'op item get ktrdr-local-prod',
    detail: '(429) Too Many Requests',
  },
  {
    name: 'not allowed',
    scenario: { fails: 'forbidden' },
    reason: 'failed',
    message: 'op failed with exit code 1',
    hint: 'op item get ktrdr-local-prod',
    detail: '(401) Unauthorized',
  },
  {
    name: 'no word at all',
    scenario: { answer: { exitCode: 7 } },
    reason: 'failed',
    message: 'op failed with exit code 7 when asked for item ktrdr-local-prod',
    hint: 'op item get ktrdr-local-prod',
  },
  {
    name: 'no output',
    scenario: { answer: {} },
    reason: 'unexpected-output',
    message: 'op answered for item ktrdr-local-prod with nothing',
    hint: 'op --version',
  },
  {
    name: 'no JSON',
    scenario: { answer: { stdout: `{"id": "x", "fields": [{"value": "${values.anthropic_api_key}"` } },
    reason: 'unexpected-output',
    message: 'that are not an item as JSON',
    hint: 'op --version',
  },
  {
    name: 'other JSON',
    scenario: { answer: { stdout: JSON.stringify([{ value: values.db_password }]) } },
    reason: 'unexpected-output',
    message: 'that are not an item as JSON',
    hint: 'op --version',
  },
  {
    name: 'a field is not there',
    scenario: only(good, { label: 'DB_PASSWORD', value: values.db_password }),
    reason: 'field-missing',
    fields: [label],
    message: 'Item ktrdr-local-prod: there is no field db_password',
    hint: `${edit}'db_password[password]=<db_password>'`,
    detail: 'Fields of the item: notesPlain, jwt_secret, DB_PASSWORD',
  },
  {
    name: 'no field at all',
    scenario: { answer: { stdout: '{"id":"x"}' } },
    reason: 'field-missing',
    fields: [label, 'jwt_secret'],
    message: 'there is no field db_password; there is no field jwt_secret',
    hint: "'jwt_secret[password]=<jwt_secret, 32 characters or more>'",
    detail: 'Fields of the item: none',
  },
  {
    name: 'a field is empty',
    scenario: only(good, { label, value: '' }),
    reason: 'field-empty',
    fields: [label],
    message: 'field db_password is empty',
    hint: edit,
  },
  {
    name: 'a field is blank',
    scenario: only(good, { label, value: ' \n\t' }),
    reason: 'field-empty',
    fields: [label],
    message: 'field db_password contains only white space',
    hint: edit,
  },
  {
    name: 'a field is too short',
    scenario: only({ label, value: values.db_password }, { label: 'jwt_secret', value: `canary-${'🔑'.repeat(24)}` }),
    reason: 'field-invalid',
    fields: ['jwt_secret'],
    message: 'Item ktrdr-local-prod: field jwt_secret is shorter than 32 characters',
    hint: `${edit}'jwt_secret[password]=`,
  },
  {
    name: 'a field is no text',
    scenario: only(good, { label, type: 'OTP', value: 'otpauth://canary' }),
    reason: 'field-invalid',
    fields: [label],
    message: 'field db_password is of type OTP, not a password or text',
    hint: edit,
  },
  {
    name: 'a value is a number',
    scenario: only(good, { label, value: 12_345 }),
    reason: 'field-invalid',
    fields: [label],
    message: 'field db_password is of type CONCEALED',
    hint: edit,
  },
  {
    name: 'a value that no variable can hold',
    scenario: only(good, { label, value: 'canary\0canary' }),
    reason: 'field-invalid',
    fields: [label],
    message: 'field db_password contains a character that a variable cannot hold',
    hint: edit,
  },
  {
    name: 'half a character',
    scenario: only(good, { label, value: 'canary\ud83d' }),
    reason: 'field-invalid',
    fields: [label],
    message: 'field db_password contains a character that a variable cannot hold',
    hint: edit,
  },
  {
    name: 'the stand-in of a concealed value',
    scenario: only(good, { label, value: "[use 'op item get x --reveal' to reveal]" }),
    reason: 'field-invalid',
    fields: [label],
    message: 'field db_password contains the text that op shows instead of a concealed value',
    hint: edit,
  },
  {
    name: 'two fields of that name',
    scenario: only(good, { label, value: values.db_password }, { label, value: values.grafana_password, section: 's' }),
    reason: 'field-ambiguous',
    fields: [label],
    message: 'several fields are called db_password and have different values',
    hint: 'Remove or rename the wrong field in the 1Password app.',
  },
  {
    name: 'everything at once',
    scenario: only({ label, value: '' }, { label: 'jwt_secret', value: 'canary' }),
    reason: 'field-empty',
    fields: [label, 'jwt_secret'],
    message: 'Item ktrdr-local-prod: field db_password is empty; field jwt_secret is shorter than 32 characters',
    hint: `${edit}'db_password[password]=<db_password>' 'jwt_secret[password]=<jwt_secret, 32 characters or more>'`,
  },
];

test.each(refused)('refused: $name', async ({ scenario, options, reason, message, hint, detail, fields = [] }) => {
  const error = await caught(read(scenario, { fields: wanted, ...options }));
  expect(error).toMatchObject({ code: 'SECRETS_UNAVAILABLE', reason, item: options?.item ?? title, fields });
  expect(error.message).toContain(message);
  expect(error.hint).toContain(hint);
  if (detail !== undefined) expect(error.detail).toContain(detail);
  expect(error.detail ?? '').not.toMatch(/\[ERROR\]|\d{4}\/\d\d/);
  expect(error.cause).toBeUndefined();
  expect(allOf(error)).not.toMatch(/canary|otpauth|12345/);
});

test('op whoami, which may say "not signed in" where reading works, is never asked', async () => {
  const op = fakeOp(directory, { ...whole, whoami: 'not-signed-in' });
  expect(await readItem({ item: title, fields: ktrdrSecrets, env: op.env })).toEqual(values);
  expect(op.calls().map(({ args }) => args[0])).toEqual(['item']);
});

test('op is not installed', async () => {
  const error = await caught(read(whole, { env: { PATH: '/nowhere' } }));
  expect(error).toMatchObject({
    code: 'SECRETS_UNAVAILABLE',
    reason: 'not-installed',
    message: 'The 1Password CLI (op) is not installed',
  });
  expect(error.hint).toContain('brew install 1password-cli');
});

test('tokens of the environment do not come back in what op says', async () => {
  const token = `ops_canary${'x'.repeat(80)}`;
  const op = fakeOp(directory, {
    answer: { exitCode: 1, stderr: `[ERROR] 2024/06/01 10:00:00 \u001b[31mcannot use ${token}\u001b[0m\n` },
  });
  const env = { ...op.env, OP_SERVICE_ACCOUNT_TOKEN: token };
  const error = await caught(readItem({ item: title, fields: [], env }));
  expect(error.detail).toBe('cannot use [redacted]');
});

test('what op prints on standard output when it fails is never shown', async () => {
  const answer = { exitCode: 1, stdout: JSON.stringify(values), stderr: 'something happened' };
  const error = await caught(read({ answer }));
  expect(error).toMatchObject({ reason: 'failed', detail: 'something happened' });
  expect(allOf(error)).not.toContain('canary');
});

test('time-out: op is ended, and the error says how long it was waited for', async () => {
  const op = fakeOp(directory, { ...whole, delayMs: 60_000 });
  const error = await caught(readItem({ item: title, fields: ktrdrSecrets, env: op.env, timeoutMs: 700 }));
  expect(error).toMatchObject({ reason: 'timed-out', message: '1Password did not answer within 0.7 s' });
  expect(error.hint).toContain('eval $(op signin)');
  expect(isAlive(op.calls()[0]?.pid)).toBe(false);
});

test('time-out: also an op that ignores signals is ended', async () => {
  const op = fakeOp(directory, { ...whole, delayMs: 60_000, ignoreSignals: true });
  const error = await caught(readItem({ item: title, fields: ktrdrSecrets, env: op.env, timeoutMs: 700 }));
  expect(error.reason).toBe('timed-out');
  expect(isAlive(op.calls()[0]?.pid)).toBe(false);
});

test('an answer that takes its time is waited for', async () => {
  expect(await read({ ...whole, delayMs: 400 })).toEqual(values);
});

test('aborting ends op and throws what it was aborted with', async () => {
  const op = fakeOp(directory, { ...whole, delayMs: 60_000 });
  const controller = new AbortController();
  const reason = new Error('Ctrl-C');
  const reading = readItem({ item: title, fields: ktrdrSecrets, env: op.env, signal: controller.signal });
  while (!existsSync(op.env['FAKE_OP_CALLS'] ?? '')) await wait(20);
  controller.abort(reason);
  await expect(reading).rejects.toBe(reason);
  expect(isAlive(op.calls()[0]?.pid)).toBe(false);
});

test('aborted before it begins: op does not run', async () => {
  const op = fakeOp(directory, whole);
  const reading = readItem({
    item: title,
    fields: ktrdrSecrets,
    env: op.env,
    signal: AbortSignal.abort(new Error('no')),
  });
  await expect(reading).rejects.toThrow('no');
  expect(op.calls()).toEqual([]);
});

test('another way of running commands can be given', async () => {
  const asked: unknown[] = [];
  const run: Run = (command, args, options) => {
    asked.push([command, ...args, options]);
    const stdout = JSON.stringify({ id: 'x', fields: [{ label: 'a', value: 'b', type: 'STRING' }] });
    return Promise.resolve({ exitCode: 0, stdout, stderr: '', missing: false, timedOut: false, aborted: false });
  };
  expect(await readItem({ item: 'x', fields: [{ label: 'a' }], env: {}, timeoutMs: 5, run })).toEqual({ a: 'b' });
  expect(asked).toEqual([['op', 'item', 'get', 'x', '--format', 'json', { env: {}, timeoutMs: 5 }]]);
});

test.each(['', '-', '--vault'])('%j is no name of an item', async (item) => {
  await expect(read(whole, { item })).rejects.toThrow(TypeError);
});

test('a field with special characters in its label can be pasted into a shell', async () => {
  const error = await caught(
    read({ items: [{ title: "it's", fields: {} }] }, { item: "it's", fields: [{ label: String.raw`a.b=c\d` }] }),
  );
  expect(error.hint).toContain(String.raw`op item edit 'it'\''s' 'a\.b\=c\\d[password]=<a.b=c\d>'`);
});

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) throw new Error('op was not called');
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
