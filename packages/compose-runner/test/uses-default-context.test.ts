import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { usesDefaultContext } from '../src/uses-default-context.ts';

let home = '';

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ktrdr-docker-config-'));
  await mkdir(join(home, '.docker'));
});

afterEach(async () => await rm(home, { recursive: true }));

const configured = async (text: string): Promise<void> => await writeFile(join(home, '.docker', 'config.json'), text);

describe('whether docker speaks to its default context', () => {
  test.each([
    ['no configuration', undefined, true],
    ['a configuration without a context', '{"auths":{}}', true],
    ['the context default', '{"currentContext":"default"}', true],
    ['another context', '{"currentContext":"rootless"}', false],
    ['a configuration that cannot be read', '{', false],
    ['a configuration that is none', 'null', true],
  ])('%s', async (_, text, expected) => {
    if (text !== undefined) await configured(text);
    expect(await usesDefaultContext({ HOME: home })).toBe(expected);
  });

  test.each([
    ['DOCKER_HOST', { DOCKER_HOST: 'tcp://10.0.0.7:2375' }, false],
    ['DOCKER_CONTEXT', { DOCKER_CONTEXT: 'far' }, false],
    ['both empty, which docker ignores', { DOCKER_HOST: '', DOCKER_CONTEXT: '' }, true],
  ])('%s', async (_, variables, expected) => {
    expect(await usesDefaultContext({ HOME: home, ...variables })).toBe(expected);
  });

  test('the configuration is where DOCKER_CONFIG says', async () => {
    await configured('{"currentContext":"far"}');
    expect(await usesDefaultContext({ HOME: '/nowhere', DOCKER_CONFIG: join(home, '.docker') })).toBe(false);
  });

  test('without a home nothing is known', async () => {
    expect(await usesDefaultContext({})).toBe(false);
  });
});
