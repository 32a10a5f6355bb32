import { describe, expect, test } from '@jest/globals';
import { engineFailure } from '../src/index.ts';
import { dockerOn, failing } from './support/docker-on.ts';
import { resultOf } from './support/fake-run.ts';

describe('what volumes hold', () => {
  test('is told of those of which the Engine knows it', async () => {
    const Volumes = [
      { Name: 'a', UsageData: { Size: 1200 } },
      { Name: 'b', UsageData: { Size: 0 } },
      { Name: 'c', UsageData: { Size: -1 } },
      { Name: 'd' },
    ];
    const { docker, asked } = dockerOn({ '/system/df': { Volumes } });
    expect([...(await docker.volumeSizes())]).toEqual([
      ['a', 1200],
      ['b', 0],
    ]);
    expect(asked).toEqual(['/system/df']);
  });

  test('is not told by an Engine that does not answer; an interrupt is thrown', async () => {
    const { docker } = dockerOn({ '/system/df': engineFailure('ask', resultOf(failing)) });
    expect((await docker.volumeSizes()).size).toBe(0);
    await expect(dockerOn({ '/system/df': new Error('Ctrl-C') }).docker.volumeSizes()).rejects.toThrow('Ctrl-C');
  });
});
