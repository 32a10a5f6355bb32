import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { temporaryDirectory } from '@ktrdr/test-support';
import type { Docker } from '@ktrdr/compose-runner';
import { createContext, type InstanceEvent } from '../../src/index.ts';
import { gateFailure } from '../../src/start/gate-failure.ts';
import { aContainer, anInstance, aResult } from '../support/a.ts';

const root = temporaryDirectory();
const full = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
const fail = async () => await Promise.reject(full);
const redact = (text: string): string => text.replaceAll('s3cret', '***');
const run = async () => await Promise.resolve(aResult({ exitCode: 1 }));
const lastLines = async () => await Promise.resolve(['said s3cret']);
const filesIn = async () => await Promise.resolve({ files: [], unread: [] });
const problems = [{ service: 'backend', reason: 'answers 503: password s3cret' }];
const outcome = { kind: 'failed', cause: 'timeout', problems } as const;

/** The failure of a gate where this cannot be had of the Engine. */
async function failureWhere(
  docker: Partial<Docker>,
  path = join(root, 'clone'),
  signal = new AbortController().signal,
) {
  const events: InstanceEvent[] = [];
  const made = createContext({ env: { HOME: root }, command: 'a test', run, report: (event) => events.push(event) });
  const containers = async () => await Promise.resolve([aContainer({ workingDirectory: path })]);
  const context = { ...made, docker: { ...made.docker, containers, lastLines, filesIn, ...docker } };
  const failed = await gateFailure(context, anInstance({ path }), outcome, {
    timeoutMs: 5_000,
    noSecrets: true,
    redact,
    signal,
  });
  const warnings = events.flatMap((event) => (event.type === 'warning' ? [event.text] : []));
  return { failed, warnings };
}

const reason = 'answers 503: password ***';

test('all can be gathered: what the containers wrote is told', async () => {
  const { failed, warnings } = await failureWhere({});
  expect(failed.failures).toContainEqual(expect.objectContaining({ reasons: [reason], log: ['said ***'] }));
  expect(warnings).toEqual([]);
});

describe('what is wrong is told, though it cannot be found out', () => {
  test('which containers there are', async () => {
    const { failed, warnings } = await failureWhere({ containers: fail });
    expect(failed.failures).toContainEqual(expect.objectContaining({ service: 'backend', reasons: [reason] }));
    expect(warnings).toContain(`The containers could not be inspected: ${full.message}`);
  });

  test('what caused what: the commands are those of the start', async () => {
    const { failed, warnings } = await failureWhere({ identity: fail });
    expect(failed.failures).toEqual([expect.objectContaining({ reasons: [reason], log: ['said ***'] })]);
    expect(failed.hint).toContain('ktrdr why ktrdr-prod');
    expect(warnings).toEqual([`The causes could not be determined: ${full.message}`]);
  });

  test('which secrets the containers have: nothing that they wrote is shown', async () => {
    const { failed, warnings } = await failureWhere({ filesIn: fail });
    expect(failed.failures).toContainEqual(expect.objectContaining({ reasons: [reason], log: [], probe: undefined }));
    expect(warnings).toContainEqual(expect.stringMatching(/^The output of the containers is left out, .*EMFILE/));
  });
});

test('a start that somebody ends meanwhile fails for nothing else', async () => {
  const signal = AbortSignal.abort(new Error('Ctrl-C'));
  await expect(failureWhere({ containers: fail }, undefined, signal)).rejects.toThrow('Ctrl-C');
});
