import { describe, expect, test } from '@jest/globals';
import { createContext } from '../../src/index.ts';
import type { Problem } from '../../src/readiness/check.ts';
import { reportFailures } from '../../src/readiness/failure-report.ts';
import { aContainer, anInstance } from '../support/a.ts';

const probed = (status: string, exitCode: number, output: string) => ({
  status,
  lastProbe: { startedAt: '', exitCode, output },
});

const lastLines = async (id: string) => await Promise.resolve([`log of ${id}`]);

/** A report on a project of a db whose probe fails and a backend whose probe is fine. */
async function report(problems: readonly Problem[]) {
  const context = createContext({ env: {}, command: 'a test' });
  return await reportFailures({ ...context, docker: { ...context.docker, lastLines } }, anInstance(), {
    problems,
    containers: [
      aContainer({ service: 'db', health: probed('starting', 2, 'no response\n') }),
      aContainer({ service: 'backend', health: probed('starting', 0, 'fine') }),
    ],
  });
}

describe('the report on a gate that failed', () => {
  test('has, for a service, the reason, what mends it, its failed probe, its log and where more is', async () => {
    expect(await report([{ service: 'db', reason: 'is not healthy', hint: 'Mend it.' }])).toEqual([
      {
        service: 'db',
        reasons: ['is not healthy'],
        hints: ['Mend it.'],
        probe: 'no response',
        log: ['log of id-of-db'],
        more: 'ktrdr logs db --instance ktrdr-prod',
      },
    ]);
  });

  test('leaves out a probe that went well', async () => {
    expect(await report([{ service: 'backend', reason: 'does not answer' }])).toMatchObject([{ probe: undefined }]);
  });

  test('does not say of a container that there is by now that it has not been created', async () => {
    expect(await report([{ service: 'db', reason: 'its container has not been created' }])).toMatchObject([
      { reasons: ['its container was only being created'], log: ['log of id-of-db'] },
    ]);
  });

  test('has nothing but the reason of a service without a container', async () => {
    expect(await report([{ service: 'web', reason: 'its container has not been created' }])).toEqual([
      {
        service: 'web',
        reasons: ['its container has not been created'],
        hints: [],
        probe: undefined,
        log: [],
        more: undefined,
      },
    ]);
  });

  test('has all problems that are about no service, together', async () => {
    expect(await report([{ reason: 'up failed' }, { reason: 'and more' }])).toMatchObject([
      { service: undefined, reasons: ['up failed', 'and more'], log: [], more: undefined },
    ]);
  });

  test('names causes before what follows from them, and of a service the first', async () => {
    const failures = await report([
      { service: 'backend', reason: 'is waiting for a service that it depends on', consequence: true },
      { service: 'db', reason: 'exited with code 1' },
      { service: 'backend', reason: 'does not answer' },
      { service: 'db', reason: 'the database does not run' },
    ]);
    expect(failures.map(({ service, reasons }) => [service, reasons])).toEqual([
      ['db', ['exited with code 1']],
      ['backend', ['does not answer']],
    ]);
  });
});
