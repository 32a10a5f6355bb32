import { expect, test } from '@jest/globals';
import { createRedactor } from '@ktrdr/secrets';
import { secretsInContent } from '../../src/redaction/secrets-in-content.ts';

test.each<[string, string, string[]]>([
  ['YAML', 'db:\n  user: me\n  password: tiger salmon # mine\n', ['tiger salmon']],
  ['YAML in quotes', 'password: "tiger # salmon"\n', ['tiger # salmon']],
  ['YAML in single quotes', "password: 'tiger''s salmon'\n", ["tiger''s salmon", "tiger's salmon"]],
  ['YAML on a line', '{user: me, api_key: hush}', ['hush']],
  ['YAML with an anchor', 'password: &login tiger\nuser: me\n', ['&login tiger', 'tiger']],
  ['YAML that stands elsewhere', 'x: &login tiger\ndb:\n  password: *login\n', ['*login', 'tiger']],
  ['YAML that is given a name again', 'x: &a lion\ny: &a tiger\npassword: *a\n', ['*a', 'tiger']],
  ['YAML that names itself', 'x: &a [tiger, *a]\npassword: *a\n', ['*a', 'tiger']],
  ['YAML with a tag', 'password: !vault |\n  hush\nuser: me\n', ['!vault |', 'hush\n', '|\n  hush\n']],
  ['YAML in a block', 'password: |-\n  hush\nuser: me\n', ['hush', '|-\n  hush\n']],
  ['YAML that says it twice', 'password: ["hush"]\npassword: ["quiet"]\n', ['["hush"', '["quiet"', 'hush', 'quiet']],
  ['half of YAML', 'password: "hush\nuser: me\n', ['"hush']],
  ['a number', 'password: 0042\n', ['0042']],
  ['a list', 'api_key: [hush, "quiet one"]\n', ['[hush, "quiet one"', 'hush', 'quiet one']],
  ['a list below', 'api_key:\n  - hush\n  - [quiet]\n', ['', 'hush', 'quiet']],
  ['a value below', 'api_key:\n  from: file\n  value: hush\n', ['', 'hush']],
  ['the value of a name', 'env:\n- {name: DB_PASSWORD, value: hush}\n- {name: LEVEL, value: debug}\n', ['hush']],
  ['ini in YAML', String.raw`app.ini: "user = me\npassword = hush\n"`, [String.raw`hush\n"`, 'hush']],
  ['JSON in YAML', String.raw`app: '{"password": "ti\"ger"}'`, [String.raw`ti\"ger`, 'ti"ger']],
  ['a second document', 'user: me\n---\npassword: ["hush"]\n', ['["hush"', 'hush']],
  ['a document beside a broken one', 'password: ["hush"]\n---\nuser: @me\n', ['["hush"', 'hush']],
  ['JSON', '{"password": "hush", "user": "me"}', ['hush']],
  ['JSON without spaces', '{"user":"me","client-secret":"hush"}', ['hush']],
  ['JSON with a hump', '{"privateKey":"hush","user":"me"}', ['hush']],
  [
    'JSON with escapes',
    String.raw`{"password": "ti\"g\u00e9r\\"}`,
    [String.raw`ti\"g\u00e9r\\`, String.raw`ti"gér\ `.trim()],
  ],
  ['JSON with tabs', '{\n\t"password": {\n\t\t"value": "hush"\n\t}\n}\n', ['{', 'hush']],
  ['JSON, one a line', '{"password": "hush", "x": 1}\n{"password": "ti\\"ger"}\n', ['hush', 'ti\\"ger', 'ti"ger']],
  ['half of JSON', String.raw`{"password": "ti\ger",`, [String.raw`ti\ger`]],
  ['TOML', "[db]\npassword = 'hush'\nport = 5432", ['hush']],
  ['TOML in lines', 'password = """\nti\\"ger\nlion"""\nport = 1', ['ti\\"ger\nlion', 'ti"ger\nlion']],
  ['TOML in lines, as they are', "password = '''\nti\\ger\nlion'''\nport = 1", ['ti\\ger\nlion']],
  ['ini', 'user=me\npassword=hush', ['hush']],
  ['properties', 'spring.datasource.password=hush', ['hush']],
  ['an address', 'url: postgresql://me:hush@db/k', ['hush']],
  ['an address with escapes', String.raw`url: "postgresql://me:hu\u0073h@db/k"`, [String.raw`hu\u0073h`, 'hush']],
  ['brackets without an end', `${'['.repeat(60_000)}\npassword: hush`, ['hush']],
  [
    'more brackets than anybody nests',
    `${'['.repeat(300)}{password: {value: hush}}${']'.repeat(300)}`,
    ['{value: hush'],
  ],
  ['nothing secret', 'password_file: /run/x\nuser: me\n# about passwords: none', []],
  ['nothing yet', 'password:\nuser: me', ['']],
])('the secrets in a text of settings: %s', async (_, text, secrets) => {
  expect([...new Set(await secretsInContent(text))]).toEqual(secrets);
});

const KEY = ['-----BEGIN PRIVATE KEY-----', 'MIIBVwIBADANBgkq', 'hkiG9w0BAQ', '-----END PRIVATE KEY-----'];
const inLines = KEY.join('\n    ');

test.each([
  ['a literal', `tls:\n  private_key: |\n    ${inLines}\n  port: 443\n`],
  ['a literal with its end', `tls:\n  private_key: |2+\n    ${inLines}\n\n  port: 443\n`],
  ['a folded one', `tls:\n  private_key: >-\n    ${inLines}\n  port: 443\n`],
  ['a plain one', `tls:\n  private_key: ${inLines}\n  port: 443\n`],
  ['a quoted one', `tls:\n  private_key: "${inLines}"\n  port: 443\n`],
  ['a string of JSON', JSON.stringify({ tls: { private_key: `${KEY.join('\n')}\n`, port: 443 } })],
])('of a secret in several lines none is shown, as it is written and as it is read: %s', async (_, text) => {
  const redactor = createRedactor(await secretsInContent(text));
  const lines = [...text.split('\n'), ...KEY, KEY.join(' ')];
  const shown = lines.map((line) => redactor.redact(line)).join('\n');
  expect(KEY.filter((line) => shown.includes(line))).toEqual([]);
  expect(shown).toContain('443');
});
