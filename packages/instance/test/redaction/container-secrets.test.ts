import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Docker } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import { containerSecrets } from '../../src/redaction/container-secrets.ts';
import { aContainer } from '../support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();

/** An Engine whose containers have these files, by container and path; those below a path are given with it. */
function engineWith(files: Readonly<Record<string, string | Buffer>>) {
  const asked: string[] = [];
  const filesIn: Docker['filesIn'] = async (id, path) => {
    asked.push(`${id}:${path}`);
    const at = Object.keys(files).filter((name) => `${name}/`.startsWith(`${id}:${path}/`));
    const found = at.map((name) => Buffer.from(files[name] ?? ''));
    return await Promise.resolve(at.length === 0 ? undefined : { files: found, unread: [] });
  };
  return { filesIn, asked };
}

test.each<[string, Parameters<typeof engineWith>[0], Record<string, string>, readonly string[]]>([
  ['nothing', {}, {}, []],
  ['a variable', {}, { DB_PASSWORD: 'hush' }, ['hush']],
  ['a secret as a file, whatever it is called', { 'a:/run/secrets/login': 'hush\n' }, {}, ['hush']],
  ['several', { 'a:/run/secrets/one': 'hush', 'a:/run/secrets/two': 'quiet\r\n' }, {}, ['hush', 'quiet']],
  ['one of several lines', { 'a:/run/secrets/key': 'one\ntwo\n' }, {}, ['one\ntwo']],
  ['settings as a secret', { 'a:/run/secrets/app.yml': 'password: hush\n' }, {}, ['password: hush', 'hush']],
  ['what everybody knows', { 'a:/run/secrets/login': 'postgres\n' }, {}, []],
  ['an empty one', { 'a:/run/secrets/login': '\n' }, {}, []],
  ['what is too large for a secret', { 'a:/run/secrets/login': 'x'.repeat(65_537) }, {}, []],
  ['a file that a variable leads to', { 'a:/etc/pw': 'hush\n' }, { POSTGRES_PASSWORD_FILE: '/etc/pw' }, ['hush']],
  ['not what a variable of another kind leads to', { 'a:/etc/log': 'calm' }, { LOG_FILE: '/etc/log' }, []],
])('what a container must not say: %s', async (_, files, environment, values) => {
  const containers = [aContainer({ id: 'a', environment: () => environment })];
  expect(await containerSecrets(engineWith(files), containers)).toEqual({ values, unknown: [] });
});

const LEADING = { PGPASSWORD_FILE: '/run/secrets/login', API_TOKEN_FILE: '/token', DB_PASS_FILE: 'here' };

test('each container is asked for its secrets, and none twice for the same', async () => {
  const { filesIn, asked } = engineWith({});
  await containerSecrets({ filesIn }, [aContainer({ id: 'a', environment: () => LEADING }), aContainer({ id: 'b' })]);
  expect(asked).toEqual(['a:/run/secrets', 'a:/token', 'b:/run/secrets']);
});

test('the secrets in files of settings that are mounted from this machine', async () => {
  const [settings, directory, large] = ['app.ini', 'data', 'large.yml'].map((name) => join(root, name));
  writeFileSync(String(settings), 'user = me\npassword = hush\n');
  mkdirSync(String(directory));
  writeFileSync(String(large), `token: quiet\n${'#'.repeat(65_536)}`);
  const sources = [settings, directory, large, '/not/here', settings];
  const binds = sources.map((source, index) => ({ source: String(source), target: `/${index}` }));
  const { values } = await containerSecrets(engineWith({}), [aContainer({ binds })]);
  expect(values).toEqual(['hush']);
});

test.each<[string, Awaited<ReturnType<Docker['filesIn']>>, Record<string, string>, boolean]>([
  ['no secrets', undefined, {}, false],
  ['all of it', { files: [], unread: [] }, {}, false],
  ['a link that leads nowhere', { files: [], unread: ['/run/secrets/away'] }, {}, true],
  ['what a variable leads to, which is not there', undefined, { API_TOKEN_FILE: '/token' }, true],
])('a secret that cannot be read is not known, and the others count: %s', async (_, found, environment, isUnknown) => {
  const filesIn: Docker['filesIn'] = async (id) =>
    await Promise.resolve(id === 'b' ? { files: [Buffer.from('hush')], unread: [] } : found);
  const containers = [
    aContainer({ id: 'a', name: 'it', environment: () => environment }),
    aContainer({ id: 'b', name: 'other' }),
  ];
  expect(await containerSecrets({ filesIn }, containers)).toEqual({
    values: ['hush'],
    unknown: isUnknown ? ['it'] : [],
  });
});

test('settings that are mounted and that nobody but the Engine can read: whose they are is said', async () => {
  const loop = join(root, 'loop');
  symlinkSync(loop, loop);
  const containers = [
    aContainer({ id: 'a', name: 'it', binds: [{ source: loop, target: '/app.ini' }] }),
    aContainer({ id: 'b', binds: [{ source: '/not/here', target: '/app.ini' }] }),
  ];
  expect((await containerSecrets(engineWith({}), containers)).unknown).toEqual(['it']);
});

test('a container of which the Engine does not say is named; the others count', async () => {
  const { filesIn } = engineWith({ 'b:/run/secrets/login': 'hush' });
  const broken: typeof filesIn = async (id, path) => {
    if (id === 'a') throw new CodedError('Could not read /run/secrets', { code: 'DOCKER_FAILED' });
    return await filesIn(id, path);
  };
  const containers = [aContainer({ id: 'a', name: 'broken' }), aContainer({ id: 'b' })];
  expect(await containerSecrets({ filesIn: broken }, containers)).toEqual({ values: ['hush'], unknown: ['broken'] });
});

const BINDS = [{ source: root, target: '/here' }];
const GONE = [...BINDS, { source: '/not/here', target: '/gone' }];
const NOTED = GONE.map((bind) => Object.assign({ noted: '1:2' }, bind));

// The Engine would make what is not there.
test.each<[string, Partial<ReturnType<typeof aContainer>>, boolean]>([
  ['one that runs, perhaps elsewhere', { binds: GONE }, true],
  ['one that is paused', { binds: GONE, state: 'paused' }, true],
  ['one that runs, and what was there when it was made is gone', { binds: NOTED }, false],
  ['one that has ended, and all that it mounts is there', { binds: BINDS, state: 'exited' }, true],
  ['one that has ended, and something that it mounts is not there', { binds: GONE, state: 'exited' }, false],
  ['one that was only made, likewise', { binds: GONE, state: 'created' }, false],
])('asked for its files: %s', async (_, different, isAsked) => {
  const { filesIn, asked } = engineWith({});
  const { unknown } = await containerSecrets({ filesIn }, [aContainer({ id: 'a', name: 'it', ...different })]);
  expect({ asked, unknown }).toEqual(
    isAsked ? { asked: ['a:/run/secrets'], unknown: [] } : { asked: [], unknown: ['it'] },
  );
});

const failing = async () => await Promise.reject(new TypeError('ours'));

test('a fault of ours is no answer of the Engine', async () => {
  await expect(containerSecrets({ filesIn: failing }, [aContainer()])).rejects.toThrow('ours');
});
