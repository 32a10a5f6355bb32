import { env as processEnv } from 'node:process';
import { expect, test } from '@jest/globals';
import { spawnRun } from '../src/index.ts';

const env = { PATH: processEnv['PATH'] };

// What `default-run.test.ts` of the compose-runner asks of the runner there.
test.each([
  ['that nothing but SIGKILL ends', 'trap "" INT TERM; while :; do sleep 1; done'],
  ['that ends with 130 when it is told to', 'trap "exit 130" INT TERM; while :; do sleep 1; done'],
  ['that calls it a success', 'trap "exit 0" INT TERM; while :; do sleep 1; done'],
  ['whose own child holds its output', 'sleep 30 & wait'],
  [
    'whose own child goes on writing',
    'trap "exit 130" INT TERM; (trap "" INT TERM; yes | head -c 100M; sleep 30) & wait',
  ],
])(
  'a command %s ends at its time limit, and is reported so',
  async (_, program) => {
    const begin = performance.now();
    const result = await spawnRun('sh', ['-c', program], { env, timeoutMs: 300 });
    expect(result).toMatchObject({ exitCode: undefined, timedOut: true, aborted: false, missing: false });
    expect(performance.now() - begin).toBeLessThan(25_000);
  },
  60_000,
);
