import { describe, expect, test } from '@jest/globals';
import { CodedError, docsOf } from '@ktrdr/errors';
import { GateFailedError } from '@ktrdr/instance';
import { errorDocument, reportError } from '../src/program/report-error.ts';
import { fakeProcess } from './support/fake-process.ts';

describe('errorDocument', () => {
  test.each<[string, unknown, Readonly<Record<string, unknown>> & { readonly code: string }]>([
    [
      'a coded error',
      new CodedError('Port 5432 is taken', { code: 'PORT_TAKEN', hint: 'Stop it.', detail: 'more' }),
      { code: 'PORT_TAKEN', message: 'Port 5432 is taken', hint: 'Stop it.', detail: 'more' },
    ],
    [
      'a stack that is not ready',
      new GateFailedError('Not ready', { hint: 'Look.', failures: [] }),
      { code: 'GATE_FAILED', message: 'Not ready', hint: 'Look.', failures: [] },
    ],
    ['one without a hint', new CodedError('No', { code: 'USAGE' }), { code: 'USAGE', message: 'No', hint: null }],
    ['a bug', new TypeError('boom'), { code: 'INTERNAL', message: 'boom', hint: null }],
    ['whatever was thrown', 'boom', { code: 'INTERNAL', message: 'boom', hint: null }],
  ])('%s', (_, error, expected) => {
    const text = errorDocument(error, 'ktrdr');
    const docs =
      expected.code === 'INTERNAL'
        ? null
        : expect.stringMatching(new RegExp(`error-codes\\.md#${expected.code.toLowerCase()}$`));
    expect(JSON.parse(text)).toEqual({ schemaVersion: 1, error: { docs, ...expected } });
    expect(text.endsWith('}\n')).toBe(true);
  });
});

const REFERENCE = docsOf('PORT_TAKEN');

describe('reportError', () => {
  const error = new CodedError('Port 5432 is taken', { code: 'PORT_TAKEN', hint: 'Stop it.' });
  const report = (json: boolean, thrown: unknown = error) => {
    const { process, written } = fakeProcess();
    return { exitCode: reportError(thrown, process, { json, noColor: false, name: 'ktrdr' }), ...written };
  };

  test('to a person, on stderr', () => {
    const stderr = `Error: Port 5432 is taken\nStop it.\nPORT_TAKEN: ${REFERENCE}\n`;
    expect(report(false)).toEqual({ exitCode: 3, stdout: '', stderr });
  });

  test('nothing of it moves the cursor, whoever wrote it', () => {
    const said = new CodedError('a\u001B[2J', { code: 'USAGE', hint: 'b\u001B[1A\nc\u0007', detail: 'd\u001B[5n' });
    expect(report(false, said).stderr).toBe('Error: a\n  d\nb\nc\n');
    expect(report(false, Object.assign(new Error('e'), { stack: 'f\u001B[2J' })).stderr).toMatch(/\nf\n$/);
  });

  test.each<[boolean, string]>([
    [true, `Error: Port 5432 is taken by\nsomething\nStop it.\nPORT_TAKEN:\n${REFERENCE}\n`],
    [false, `Error: Port 5432 is taken by something\nStop it.\nPORT_TAKEN: ${REFERENCE}\n`],
  ])('terminal %p: its lines are broken between words, or not at all', (isTerminal, stderr) => {
    const { process, written } = fakeProcess({ isTerminal, columns: 30 });
    const long = new CodedError('Port 5432 is taken by something', { code: 'PORT_TAKEN', hint: 'Stop it.' });
    reportError(long, process, { json: false, noColor: true, name: 'ktrdr' });
    expect(written.stderr).toBe(stderr);
  });

  test('where stderr is read by a program, as the last event', () => {
    const { process, written } = fakeProcess();
    expect(reportError(error, process, { json: true, noColor: false, events: true, name: 'ktrdr' })).toBe(3);
    const last = {
      schemaVersion: 1,
      type: 'failed',
      code: 'PORT_TAKEN',
      message: 'Port 5432 is taken',
      hint: 'Stop it.',
    };
    expect(JSON.parse(written.stderr)).toEqual({ time: expect.any(String), ...last });
    expect(JSON.parse(written.stdout)).toMatchObject({ error: { code: 'PORT_TAKEN' } });
  });

  test('with --json to a program too, as one document on stdout', () => {
    const { exitCode, stdout, stderr } = report(true);
    expect([exitCode, stderr]).toEqual([3, `Error: Port 5432 is taken\nStop it.\nPORT_TAKEN: ${REFERENCE}\n`]);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      error: { code: 'PORT_TAKEN', message: 'Port 5432 is taken', hint: 'Stop it.', docs: expect.any(String) },
    });
  });

  test('a gate that failed ends with 2, service by service', () => {
    const failures = [
      {
        service: 'db',
        reasons: ['is not healthy'],
        hints: [],
        probe: undefined,
        log: ['no space left'],
        more: undefined,
      },
    ];
    const gate = new GateFailedError('ktrdr-prod is not ready', { hint: 'Stop it.', failures });
    const { exitCode, stderr } = report(false, gate);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/not ready[^]*db is not healthy[^]*no space left[^]*Stop it\./);
  });

  test('a bug ends with 1 and shows where it is', () => {
    const { exitCode, stderr } = report(false, new TypeError('boom'));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('report-error.test.ts');
  });

  test.each([
    [true, {}, false, true],
    [true, { NO_COLOR: '1' }, false, false],
    [true, {}, true, false],
    [false, {}, false, false],
  ])('terminal %p, environment %j, --no-color %p: coloured %p', (isTerminal, env, noColor, colored) => {
    const { process, written } = fakeProcess({ isTerminal, env });
    reportError(error, process, { json: false, noColor, name: 'ktrdr' });
    expect(written.stderr.includes('\u001B[')).toBe(colored);
  });
});
