import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chosenEndpoint } from '../src/chosen-endpoint.ts';
import type { EngineAddress } from '../src/engine-address.ts';
import { findEndpoint } from '../src/find-endpoint.ts';
import { writeContext } from './support/write-context.ts';

const home = mkdtempSync(join(tmpdir(), 'ktrdr-contexts-'));
const directory = join(home, '.docker');

beforeAll(() => {
  writeContext(directory, 'colima', 'unix:///home/me/.colima/default/docker.sock');
  writeContext(directory, 'far', 'ssh://me@far');
  writeContext(directory, 'torn', '', '{"Name":');
  mkdirSync(join(home, 'other'));
  writeFileSync(join(home, 'other', 'config.json'), '{"currentContext":"gone"}');
  writeFileSync(join(directory, 'config.json'), '{"currentContext":"colima"}');
  mkdirSync(join(home, 'torn'));
  writeFileSync(join(home, 'torn', 'config.json'), '{"currentContext":');
});
afterAll(() => rmSync(home, { recursive: true }));

async function found(env: Readonly<Record<string, string>>, address: EngineAddress = {}) {
  return await findEndpoint(await chosenEndpoint(env, address), env, address);
}

const socket = (path: string) => ({ name: `unix://${path}`, way: { kind: 'socket', path } });
const DEFAULT = socket('/var/run/docker.sock');

test.each([
  ['nothing is said', { HOME: '/nowhere' }, {}, DEFAULT],
  [
    'DOCKER_HOST is a socket',
    { HOME: home, DOCKER_HOST: 'unix:///run/user/1/docker.sock' },
    {},
    socket('/run/user/1/docker.sock'),
  ],
  [
    'DOCKER_HOST wins over DOCKER_CONTEXT',
    { HOME: home, DOCKER_HOST: 'unix:///a', DOCKER_CONTEXT: 'far' },
    {},
    socket('/a'),
  ],
  ['DOCKER_HOST is empty', { HOME: '/nowhere', DOCKER_HOST: '' }, {}, DEFAULT],
  ['the configuration names a context', { HOME: home }, {}, socket('/home/me/.colima/default/docker.sock')],
  ['DOCKER_CONTEXT says default', { HOME: home, DOCKER_CONTEXT: 'default' }, {}, DEFAULT],
  ['an address was asked for', { HOME: home, DOCKER_HOST: 'unix:///a' }, { host: 'unix:///b' }, socket('/b')],
  [
    'a context was asked for',
    { HOME: home, DOCKER_HOST: 'unix:///a' },
    { context: 'colima' },
    socket('/home/me/.colima/default/docker.sock'),
  ],
])('%s: a socket', async (_, env, address, expected) => {
  expect(await found(env, address)).toEqual(expected);
});

test.each([
  ['DOCKER_HOST is elsewhere', { DOCKER_HOST: 'ssh://me@far' }, {}, 'ssh://me@far', []],
  [
    'an address elsewhere was asked for',
    {},
    { host: 'tcp://far:2376' },
    'tcp://far:2376',
    ['--host', 'tcp://far:2376'],
  ],
  ['a context leads elsewhere', { HOME: home, DOCKER_CONTEXT: 'far' }, {}, 'ssh://me@far', ['--context', 'far']],
  ['a context cannot be read', { HOME: home, DOCKER_CONTEXT: 'torn' }, {}, 'context torn', ['--context', 'torn']],
  ['the configuration cannot be read', { DOCKER_CONFIG: join(home, 'torn') }, {}, 'the Engine that docker chooses', []],
  ['nobody knows where the configuration is', {}, {}, 'the Engine that docker chooses', []],
])('%s: docker dials', async (_, env, address, name, args) => {
  expect(await found(env, address)).toEqual({ name, way: { kind: 'dial', args, env } });
});

test.each([
  ['DOCKER_CONTEXT', { HOME: home, DOCKER_CONTEXT: 'gone' }],
  ['the configuration', { DOCKER_CONFIG: join(home, 'other') }],
])('a context that is not there, of %s', async (_, env) => {
  await expect(found(env)).rejects.toMatchObject({
    code: 'CONTEXT_MISSING',
    message: 'There is no Docker context gone',
    detail: expect.stringContaining('meta.json'),
  });
});
