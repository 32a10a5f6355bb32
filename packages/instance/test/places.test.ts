import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createContext, homeOf, instanceOf, kinds } from '../src/index.ts';
import { resolveInstance } from '../src/internal.ts';
import { assertOwnProject } from '../src/engine/assert-own-project.ts';
import { isWithin } from '../src/core/is-within.ts';
import { instanceAt } from '../src/checkout/resolve-instance.ts';
import { aContainer, anInstance, aSandbox } from './support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

describe('homeOf', () => {
  test.each([
    ['KTRDR_HOME', { KTRDR_HOME: '/data/ktrdr', HOME: '/home/me' }, '/data/ktrdr'],
    ['~/.ktrdr', { HOME: '/home/me' }, '/home/me/.ktrdr'],
    ['~/.ktrdr when KTRDR_HOME is empty', { KTRDR_HOME: '', HOME: '/home/me' }, '/home/me/.ktrdr'],
    ["the system's idea of the home without HOME", {}, join(homedir(), '.ktrdr')],
  ])('is %s', (_, env, root) => {
    expect(homeOf(env)).toEqual({
      root,
      registry: join(root, 'sandbox', 'instances.json'),
      operations: join(root, 'sandbox', 'operations'),
      starts: join(root, 'sandbox', 'starts'),
      failures: join(root, 'sandbox', 'failures'),
      records: join(root, 'sandbox', 'records'),
      volumes: join(root, 'sandbox', 'volumes'),
      settings: join(root, 'config.json'),
      makers: join(root, 'sandbox', 'makers'),
      hooks: join(root, 'sandbox', 'hooks'),
      hostServices: join(root, 'sandbox', 'host-services'),
      composeFiles: join(root, 'sandbox', 'compose-files'),
      engines: join(root, 'sandbox', 'engines'),
      databases: join(root, 'sandbox', 'databases'),
      shared: join(root, 'shared'),
      data: join(root, 'shared', 'data'),
      models: join(root, 'shared', 'models'),
      strategies: join(root, 'shared', 'strategies'),
    });
  });

  test('is normalised', () => {
    expect(homeOf({ KTRDR_HOME: '/here/../there' }).root).toBe('/there');
  });

  test.each([
    ['here', /is not an absolute path: "here"/, `export KTRDR_HOME=${join(process.cwd(), 'here')}`],
    ['~/my home', /begins with ~/, `export KTRDR_HOME="$HOME"/'my home'`],
    ['/a\nb', /has a line break: "\/a\\nb"/, 'unset KTRDR_HOME'],
  ])('is never %j, which would be another place than was meant', (home, message, hint) => {
    expect(() => homeOf({ KTRDR_HOME: home })).toThrow(
      expect.objectContaining({
        code: 'HOME_INVALID',
        message: expect.stringMatching(message),
        hint: expect.stringContaining(hint),
      }),
    );
  });
});

describe('isWithin', () => {
  test.each([
    ['/clones/a', '/clones/a', true],
    ['/clones/a/b/c', '/clones/a', true],
    ['/clones/ab', '/clones/a', false],
    ['/clones', '/clones/a', false],
    ['/', '/clones/a', false],
    ['/clones/a', '/', true],
    ['/clones/..a', '/clones', true],
  ])('%s in %s: %p', (directory, ancestor, expected) => {
    expect(isWithin(directory, ancestor)).toBe(expected);
  });
});

describe('instanceOf', () => {
  test('the reserved id is local-prod, and every other a sandbox', () => {
    expect(anInstance().kind).toBe(kinds['local-prod']);
    expect(aSandbox().kind).toBe(kinds.sandbox);
    expect(instanceOf(aSandbox().record)).toMatchObject({
      id: 'ktrdr--feat-x',
      slot: 3,
      path: '/clones/ktrdr--feat-x',
    });
  });
});

describe('assertOwnProject', () => {
  const own = aContainer({ workingDirectory: '/clones/ktrdr-prod' });

  test('containers of the registered directory, or none', () => {
    expect(() => assertOwnProject('ktrdr-prod', '/clones/ktrdr-prod', [own, own])).not.toThrow();
    expect(() => assertOwnProject('ktrdr-prod', '/clones/ktrdr-prod', [])).not.toThrow();
  });

  test.each([
    // Not what ends all of the project, with the instance's own, and nothing that cannot be undone.
    [
      'running',
      'already runs from',
      /^(?!.*docker rm).*docker ps --all .*run the command again.*docker stop ktrdr-prod-db-1$/s,
    ],
    // To stop it would change nothing.
    [
      'exited',
      'has containers from',
      /^(?!.*docker stop).*docker ps --all .*not in a volume: docker rm ktrdr-prod-db-1$/s,
    ],
  ])('one container of another directory is enough to refuse: %s', (state, said, hint) => {
    const foreign = aContainer({ workingDirectory: '/clones/other', state, name: 'ktrdr-prod-db-1' });
    expect(() => assertOwnProject('ktrdr-prod', '/clones/ktrdr-prod', [own, foreign])).toThrow(
      expect.objectContaining({
        code: 'FOREIGN_PROJECT',
        message: `Compose project ktrdr-prod ${said} another directory: /clones/other`,
        detail: expect.stringContaining(`ktrdr-prod-db-1 (${state})`),
        hint: expect.stringMatching(hint),
      }),
    );
  });
});

describe('a container that Compose did not make, and that has its labels from the image', () => {
  const path = '/clones/ktrdr-prod';

  test.each([
    ['run from a built image, which has no directory', { workingDirectory: undefined }],
    ['run from an image that was made of such a container', { workingDirectory: path, stray: true }],
  ])('%s: it is named, with what removes it alone', (_, different) => {
    const stray = aContainer({ name: 'mine', state: 'running', ...different });
    expect(() => assertOwnProject('ktrdr-prod', path, [stray])).toThrow(
      expect.objectContaining({
        code: 'FOREIGN_PROJECT',
        message: expect.stringContaining('Container mine '),
        hint: expect.stringMatching(/docker rm -f mine\n/),
      }),
    );
  });
});

describe('resolveInstance', () => {
  const root = temporaryDirectory();
  const context = createContext({ env: { HOME: root }, command: 'a test' });
  const clone = join(root, 'clone');
  const resolve = async (directory: string) => await resolveInstance(context, { kind: 'local-prod', directory });

  test('nothing is registered', async () => {
    await expect(resolve(root)).rejects.toMatchObject({
      code: 'NOT_IN_LOCAL_PROD',
      message: `Not in local-prod directory: ${root}`,
      hint: expect.stringContaining('ktrdr local-prod init'),
    });
  });

  test('in its directory, below it, and through a link', async () => {
    mkdirSync(join(clone, 'docs'), { recursive: true });
    symlinkSync(clone, join(root, 'link'));
    await context.registry.claimLocalProd({ path: clone, createdAt: '2026-01-02T03:04:05.000Z' });
    for (const directory of [clone, join(clone, 'docs'), join(root, 'link', 'docs')]) {
      expect(await resolve(directory)).toMatchObject({ id: 'ktrdr-prod', slot: 0, path: clone });
    }
  });

  test('elsewhere: it says where it is', async () => {
    await expect(resolve(root)).rejects.toMatchObject({
      code: 'NOT_IN_LOCAL_PROD',
      hint: `local-prod is at ${clone}: cd there and run the command again.`,
    });
  });

  test('its directory is gone: it says how to go on', async () => {
    rmSync(clone, { recursive: true });
    await expect(resolve(root)).rejects.toMatchObject({
      code: 'NOT_IN_LOCAL_PROD',
      hint: expect.stringMatching(/no longer exists.*ktrdr local-prod destroy/),
    });
  });

  test('a sandbox: in its directory and below it, the innermost instance first, and never for another kind', async () => {
    const inner = join(clone, 'worktrees', 'ktrdr--x');
    mkdirSync(join(inner, 'docs'), { recursive: true });
    await context.registry.claim({
      instanceId: 'ktrdr--x',
      path: inner,
      createdAt: '2026-01-02T03:04:05.000Z',
      isWorktree: true,
      parentRepo: clone,
    });
    for (const directory of [inner, join(inner, 'docs')]) {
      expect(await resolveInstance(context, { kind: 'sandbox', directory })).toMatchObject({ id: 'ktrdr--x', slot: 1 });
      await expect(resolveInstance(context, { kind: 'local-prod', directory, verb: 'up' })).rejects.toMatchObject({
        code: 'NOT_IN_LOCAL_PROD',
        message: expect.stringContaining('belongs to the sandbox ktrdr--x'),
        hint: 'Use there: ktrdr sandbox up',
      });
    }
    await expect(resolveInstance(context, { kind: 'sandbox', directory: clone, verb: 'up' })).rejects.toMatchObject({
      code: 'NOT_IN_SANDBOX',
      message: expect.stringContaining('belongs to local-prod'),
      hint: 'Use there: ktrdr local-prod up',
    });
  });

  test('a sandbox, where nothing is registered: how to make one', async () => {
    await expect(resolveInstance(context, { kind: 'sandbox', directory: root })).rejects.toMatchObject({
      code: 'NOT_IN_SANDBOX',
      message: `Not in a sandbox's directory: ${root}`,
      hint: expect.stringMatching(/ktrdr sandbox init.*ktrdr sandbox create/),
    });
  });
});

describe('instanceAt', () => {
  const outer = anInstance({ path: '/clones/ktrdr' });
  const inner = aSandbox({ path: '/clones/ktrdr/trees/a' });

  test.each([
    ['/clones/ktrdr', outer],
    ['/clones/ktrdr/trees', outer],
    ['/clones/ktrdr/trees/a', inner],
    ['/clones/ktrdr/trees/a/docs', inner],
    ['/clones/ktrdr/trees/ab', outer],
    ['/clones', undefined],
  ])('%s', (directory, expected) => {
    expect(instanceAt(directory, [outer, inner])).toBe(expected);
    expect(instanceAt(directory, [inner, outer])).toBe(expected);
  });
});
