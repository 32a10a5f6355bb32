import { once } from 'node:events';
import { setImmediate as soon } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createGate } from '../../src/mcp/create-gate.ts';

const never = new AbortController().signal;

/** A piece of work that ends when it is told. */
function aWork() {
  const told = new AbortController();
  const state = { begun: false };
  return {
    state,
    end: () => told.abort(),
    work: async () => {
      state.begun = true;
      if (!told.signal.aborted) await once(told.signal, 'abort');
      return 'done';
    },
  };
}

test('so many are at work at a time, and the others get their turn in their order', async () => {
  let ends = 0;
  const gate = createGate({ atOnce: 2, onEnd: () => (ends += 1) });
  const works = [aWork(), aWork(), aWork(), aWork()];
  const results = works.map(async ({ work }) => await gate.run(work, never));
  await soon();
  const begun = () => works.map(({ state }) => state.begun);
  expect([begun(), gate.waiting]).toEqual([[true, true, false, false], 2]);
  works[1]?.end();
  await soon();
  expect([begun(), gate.waiting]).toEqual([[true, true, true, false], 1]);
  for (const { end } of works) end();
  expect(await Promise.all(results)).toEqual(['done', 'done', 'done', 'done']);
  expect([begun(), gate.waiting, ends]).toEqual([[true, true, true, true], 0, 4]);
});

test('one that fails makes way, too', async () => {
  const gate = createGate({ atOnce: 1 });
  const failed = gate.run(async () => await Promise.reject(new Error('no')), never);
  const next = gate.run(async () => 'next', never);
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('next');
});

test('one that is cancelled before its turn never begins, and takes nobody’s turn', async () => {
  const gate = createGate({ atOnce: 1 });
  const cancelled = new AbortController();
  const [first, second, third] = [aWork(), aWork(), aWork()];
  const going = gate.run(first.work, never);
  const given = gate.run(second.work, cancelled.signal);
  const last = gate.run(third.work, never);
  cancelled.abort(new Error('cancelled'));
  await expect(given).rejects.toThrow('cancelled');
  expect(gate.waiting).toBe(1);
  first.end();
  third.end();
  expect([await going, await last, second.state.begun]).toEqual(['done', 'done', false]);
  await expect(gate.run(first.work, cancelled.signal)).rejects.toThrow('cancelled');
});

test('it is idle when what was at work has ended, however it has', async () => {
  const gate = createGate({ atOnce: 1 });
  const { work, end } = aWork();
  let idle = false;
  const going = gate.run(work, never).then(async () => await Promise.reject(new Error('later')));
  const until = gate.idle().then(() => (idle = true));
  await soon();
  expect(idle).toBe(false);
  end();
  await expect(going).rejects.toThrow('later');
  await until;
  expect(idle).toBe(true);
});
