import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { directoryIdentity } from '../../src/core/directory-identity.ts';
import { isMadeFor } from '../../src/core/is-made-for.ts';
import type { AgentDirectory } from '../../src/core/maker-file.ts';
import { instanceOf } from '../../src/index.ts';
import { aContext, assertNothing, at, clone, hook } from '../support/create-scene.ts';

// For the agent of which directory a sandbox is made.

const recordOf = ({ context }: ReturnType<typeof aContext>): string => join(context.home.makers, 'ktrdr--x.json');

async function agent(): Promise<AgentDirectory> {
  const identity = await directoryIdentity(clone);
  if (identity === undefined) throw new Error('no clone');
  return { directory: clone, identity };
}

describe('a sandbox that is made for an agent', () => {
  test('is its, and nobody else’s', async () => {
    const { context, create } = aContext();
    const { instance } = await create('x', { madeFor: await agent() });
    expect(await isMadeFor(context, instance, await agent())).toBe(true);
    expect(await isMadeFor(context, instance, { ...(await agent()), directory: at('elsewhere') })).toBe(false);
    expect(await isMadeFor(context, { ...instance, id: 'ktrdr--y' }, await agent())).toBe(false);
  });

  test('one of the same name that is made later is another', async () => {
    const { context, create } = aContext();
    const { instance } = await create('x', { madeFor: await agent() });
    const later = instanceOf({ ...instance.record, createdAt: '2026-01-02T03:04:06.000Z' });
    expect(await isMadeFor(context, later, await agent())).toBe(false);
  });

  test('the agent of a directory that was made later at the same path is another', async () => {
    const { context, create } = aContext();
    const first = await agent();
    const { instance } = await create('x', { madeFor: first });
    const later = { ...first, identity: { ...first.identity, born: '1' } };
    expect(await isMadeFor(context, instance, later)).toBe(false);
  });

  test('what cannot be read makes nothing anybody’s', async () => {
    const scene = aContext();
    const { instance } = await scene.create('x', { madeFor: await agent() });
    for (const text of [
      '{"directory":',
      `{"directory":${JSON.stringify(clone)},"createdAt":"${instance.createdAt}"}`,
    ]) {
      writeFileSync(recordOf(scene), text);
      expect(await isMadeFor(scene.context, instance, await agent())).toBe(false);
    }
  });

  test('one that is undone leaves nothing of that', async () => {
    const controller = new AbortController();
    const scene = aContext(controller.signal);
    hook('exec sleep 0.5');
    let wasThere = false;
    const creating = scene.create('x', { madeFor: await agent() });
    const watch = setInterval(() => {
      if (!existsSync(at('ktrdr--x'))) return;
      wasThere = existsSync(recordOf(scene));
      controller.abort(new Error('Ctrl-C'));
    }, 10);
    await expect(creating).rejects.toThrow();
    clearInterval(watch);
    expect(wasThere).toBe(true);
    await assertNothing(scene.context);
    expect(existsSync(recordOf(scene))).toBe(false);
  });

  test('one that a person makes is no agent’s', async () => {
    const scene = aContext();
    const { instance } = await scene.create('x');
    expect(existsSync(recordOf(scene))).toBe(false);
    expect(await isMadeFor(scene.context, instance, await agent())).toBe(false);
  });
});
