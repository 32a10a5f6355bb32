import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { dockerProxy, proxyWarning } from '../../src/start/docker-proxy.ts';
import { aConfig } from '../support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const directory = temporaryDirectory();
const file = join(directory, 'config.json');
const env = { DOCKER_CONFIG: directory };

describe("the proxy of Docker's configuration", () => {
  test.each<[string, string, string | undefined]>([
    ['for all', '{"proxies": {"default": {"httpProxy": "http://p:3128", "noProxy": "*.test"}}}', '*.test'],
    ['for https alone', '{"proxies": {"default": {"httpsProxy": "http://p:3128"}}}', ''],
    ['none', '{"auths": {}}', undefined],
    ['only what has none', '{"proxies": {"default": {"noProxy": "*"}}}', undefined],
    ['for another Engine', '{"proxies": {"tcp://far:2376": {"httpProxy": "http://p:3128"}}}', undefined],
    ['a file that is no JSON', '{', undefined],
    ['something else', '{"proxies": 1}', undefined],
  ])('is found: %s', async (_, text, noProxy) => {
    writeFileSync(file, text);
    expect(await dockerProxy(env)).toEqual(noProxy === undefined ? undefined : { file, noProxy });
  });

  test('of the Engine that is spoken to is before that for all', async () => {
    const proxies = { default: { httpProxy: 'a' }, 'tcp://far:2376': { httpProxy: 'b', noProxy: 'far' } };
    writeFileSync(file, JSON.stringify({ proxies }));
    expect(await dockerProxy({ ...env, DOCKER_HOST: 'tcp://far:2376' })).toEqual({ file, noProxy: 'far' });
  });

  test('is none without a file', async () => {
    expect(await dockerProxy({ HOME: '/nowhere' })).toBeUndefined();
  });
});

describe('a proxy in the way', () => {
  const config = aConfig({ backend: {}, db: {} });

  test('is named, with all that has to go past it', () => {
    expect(proxyWarning(config, { file, noProxy: 'corp.example, localhost' })).toContain(
      '"noProxy": "corp.example,localhost,127.0.0.1,backend,db"',
    );
  });

  test.each([
    ['everything goes past it', config, '*'],
    ['every name does', config, 'localhost,127.0.0.1,backend,db'],
    ['the file says so for every service', aConfig({ backend: { environment: { NO_PROXY: '*' } } }), ''],
  ])('is none where %s', (_, services, noProxy) => {
    expect(proxyWarning(services, { file, noProxy })).toBeUndefined();
  });
});
