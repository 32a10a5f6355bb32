import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createDocker } from '../src/index.ts';
import { fakeRun } from './support/fake-run.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ktrdr-docker-context-'));
  await mkdir(join(home, '.docker'));
});
afterEach(async () => await rm(home, { recursive: true }));

const use = async (context: string): Promise<void> =>
  await writeFile(join(home, '.docker', 'config.json'), JSON.stringify({ currentContext: context }));

describe('the context that is in use when the first child is run', () => {
  test('stays, whoever switches it; also for the children of Compose', async () => {
    const { run, calls } = fakeRun({ 'docker info': '' });
    const docker = createDocker({ env: { HOME: home }, run });
    await use('rootless');
    await docker.command(['info']);
    await use('desktop-linux');
    await docker.command(['info'], { env: { PASSWORD: 'hush' } });
    expect(calls.map(({ options }) => options.env)).toEqual([
      { HOME: home, DOCKER_CONTEXT: 'rootless' },
      { PASSWORD: 'hush', DOCKER_CONTEXT: 'rootless' },
    ]);
    expect(await docker.endpoint()).toEqual({ kind: 'context', name: 'rootless' });
  });

  test.each([
    [{ DOCKER_HOST: 'tcp://10.0.0.7:2375' }, {}],
    [{ DOCKER_CONTEXT: 'far' }, {}],
    [{}, { host: 'ssh://big' }],
    [{}, { context: 'far' }],
  ])('says nothing where %p %p names the Engine', async (variables, address) => {
    await use('rootless');
    const lines = ['info', '--host ssh://big info', '--context far info'].map(
      (line) => [`docker ${line}`, ''] as const,
    );
    const { run, calls } = fakeRun(Object.fromEntries(lines));
    const env = { HOME: home, ...variables };
    await createDocker({ env, run, ...address }).command(['info']);
    expect(calls[0]?.options.env).toEqual(env);
  });

  test('is left to docker where its configuration cannot be read', async () => {
    await writeFile(join(home, '.docker', 'config.json'), '{');
    const { run, calls } = fakeRun({ 'docker info': '' });
    await createDocker({ env: { HOME: home }, run }).command(['info']);
    expect(calls[0]?.options.env).toEqual({ HOME: home });
  });
});
