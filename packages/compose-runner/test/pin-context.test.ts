import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openConnection } from '@ktrdr/engine';
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

  test('is that of the questions over the API too, whichever of them and a child comes first', async () => {
    const { run, calls } = fakeRun({ 'docker info': '' });
    // As docker 28.2 keeps them.
    for (const name of ['one', 'two']) {
      const place = join(home, '.docker', 'contexts', 'meta', createHash('sha256').update(name).digest('hex'));
      await mkdir(place, { recursive: true });
      const meta = { Name: name, Metadata: {}, Endpoints: { docker: { Host: `tcp://${name}:2375` } } };
      await writeFile(join(place, 'meta.json'), JSON.stringify(meta));
    }
    const childFirst = createDocker({ env: { HOME: home }, run });
    const apiFirst = createDocker({ env: { HOME: home }, run });
    await use('one');
    await childFirst.command(['info']);
    expect(await apiFirst.host()).toBe('one');
    await use('two');
    expect(await childFirst.host()).toBe('one');
    await apiFirst.command(['info']);
    expect(calls.map(({ options }) => options.env?.['DOCKER_CONTEXT'])).toEqual(['one', 'one']);
    // Whatever has asked ahead of them.
    const connection = openConnection({ env: { HOME: home } });
    await connection.endpoint();
    await use('one');
    await createDocker({ env: { HOME: home }, run, connection }).command(['info']);
    expect(calls.at(-1)?.options.env?.['DOCKER_CONTEXT']).toBe('two');
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
