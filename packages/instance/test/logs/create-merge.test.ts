import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { createMerge, type MergeOptions } from '../../src/logs/create-merge.ts';

interface Item {
  readonly time: string;
  readonly of: string;
}

/** A source that gives these times, and waits so many milliseconds where a number stands. */
async function* source(of: string, steps: readonly (string | number)[]): AsyncGenerator<Item> {
  for (const step of steps) {
    if (typeof step === 'number') await sleep(step);
    else yield { time: step, of };
  }
}

async function* failing(): AsyncGenerator<Item> {
  yield await Promise.reject(new Error('no'));
}

async function merged(
  sources: Readonly<Record<string, readonly (string | number)[]>>,
  options: MergeOptions = {},
): Promise<string> {
  const merge = createMerge<Item>(options);
  for (const [of, steps] of Object.entries(sources)) merge.add(source(of, steps));
  merge.seal();
  const found: string[] = [];
  for await (const { time, of } of merge.items) found.push(`${of}${time}`);
  return found.join(' ');
}

describe('createMerge', () => {
  test.each<[string, Readonly<Record<string, readonly (string | number)[]>>, string]>([
    ['nothing', {}, ''],
    ['sources that are empty', { a: [], b: [] }, ''],
    ['by time', { a: ['1', '4', '5'], b: ['2', '3'], c: ['6'] }, 'a1 b2 b3 a4 a5 c6'],
    ['of the same time, as they were added', { b: ['1', '2'], a: ['1', '2'] }, 'b1 a1 b2 a2'],
    ['one that takes its time is waited for', { a: ['1', '3'], b: [50, '2'] }, 'a1 b2 a3'],
    ['one that is out of order keeps its order', { a: ['2', '1'], b: ['3'] }, 'a2 a1 b3'],
  ])('%s', async (_, sources, expected) => {
    expect(await merged(sources)).toBe(expected);
  });

  test('with patience, one that is late is not waited for any more, and comes when it comes', async () => {
    expect(await merged({ a: ['1', '5', 400, '7'], b: ['2', 200, '3', '6'] }, { patienceMs: 50 })).toBe(
      'a1 b2 a5 b3 b6 a7',
    );
  });

  test('a source that is added later, and an end that waits for it', async () => {
    const merge = createMerge<Item>({ patienceMs: 10 });
    const found: string[] = [];
    const done = (async () => {
      for await (const { of } of merge.items) found.push(of);
    })();
    await sleep(30);
    merge.add(source('later', ['1']));
    await sleep(30);
    expect(found).toEqual(['later']);
    merge.seal();
    await done;
  });

  test('what a source throws, and what it is told', async () => {
    const merge = createMerge<Item>();
    merge.add(source('a', ['1']));
    merge.add(failing());
    const all = async () => {
      for await (const item of merge.items) expect(item).toBeDefined();
    };
    await expect(all()).rejects.toThrow('no');
    const told = createMerge<Item>();
    setTimeout(() => told.fail(new Error('enough')), 10);
    await expect(told.items[Symbol.asyncIterator]().next()).rejects.toThrow('enough');
  });

  test('one item of each source is held, and no more is asked for', async () => {
    let given = 0;
    const merge = createMerge<Item>();
    merge.add(
      (async function* counting(): AsyncGenerator<Item> {
        for (; given < 1_000; given += 1)
          yield await Promise.resolve({ time: String(given).padStart(4, '0'), of: 'a' });
      })(),
    );
    merge.seal();
    const items = merge.items[Symbol.asyncIterator]();
    for (let taken = 0; taken < 10; taken += 1) await items.next();
    await sleep(10);
    expect(given).toBeLessThanOrEqual(11);
    await items.return?.();
  });
});
