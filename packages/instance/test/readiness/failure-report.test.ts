import { describe, expect, test } from '@jest/globals';
import type { Run } from '@ktrdr/process';
import { createContext } from '../../src/index.ts';
import type { Problem } from '../../src/readiness/check.ts';
import { reportFailures } from '../../src/readiness/failure-report.ts';
import { anInstance, aResult } from '../support/a.ts';
import { connectionByRun } from '../support/connection-by-run.ts';

const inspected = (service: string, Health?: object) => ({
  Id: `id-of-${service}`,
  Name: `/ktrdr-prod-${service}-1`,
  Created: '',
  Image: 'sha256:made-of',
  RestartCount: 0,
  Config: { Image: 'x', Labels: { 'com.docker.compose.service': service } },
  HostConfig: {},
  NetworkSettings: {},
  State: { Status: 'running', ExitCode: 0, OOMKilled: false, Error: '', StartedAt: '', FinishedAt: '', Health },
});
const probed = (ExitCode: number, Output: string) => ({
  Status: 'starting',
  Log: [{ Start: '', ExitCode, Output }],
});

/** A report on a project of a db whose probe fails and a backend whose probe is fine. */
async function report(problems: readonly Problem[], logs: { readonly exitCode: number } = { exitCode: 0 }) {
  const run: Run = async (_, args) => {
    const [command] = args;
    const all = [inspected('db', probed(2, 'no response\n')), inspected('backend', probed(0, 'fine'))];
    if (command === 'container') return await Promise.resolve(aResult({ stdout: 'id-of-db\nid-of-backend\n' }));
    if (command === 'inspect') return await Promise.resolve(aResult({ stdout: JSON.stringify(all) }));
    const stdout = logs.exitCode === 0 ? `2026-01-02T03:04:05.000000000Z log of ${args.at(-1)}\n` : '';
    return await Promise.resolve(aResult({ ...logs, stdout }));
  };
  const context = createContext({ env: {}, command: 'a test', connection: connectionByRun(run), run });
  return await reportFailures(context, anInstance(), {
    problems,
    containers: await context.docker.containers('ktrdr-prod'),
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
        more: 'ktrdr local-prod logs db',
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
      { service: 'backend', reason: 'waits for a service that it depends on', consequence: true },
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
