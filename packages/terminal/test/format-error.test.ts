import { describe, expect, test } from '@jest/globals';
import { CodedError, docsOf, type ErrorCode } from '@ktrdr/errors';
import { type Failure, GateFailedError } from '@ktrdr/instance';
import { formatError } from '../src/index.ts';
import { formatFailures } from '../src/format/format-failures.ts';
import { plain } from './style.ts';

const failure: Failure = {
  service: 'db',
  reasons: ['is not healthy'],
  hints: [],
  probe: undefined,
  log: [],
  more: undefined,
};

const from = (different: Partial<Failure>): string[] => formatFailures([{ ...failure, ...different }], plain);

describe('what containers said', () => {
  test('reaches the screen without its control sequences', () => {
    const lines = from({
      reasons: ['is\u001B[2J bad'],
      probe: '\u001B[31mno\u001B[0m',
      log: ['\u001B[1A\u001B[2Kline'],
    });
    expect(lines).toEqual([
      '',
      'db is bad',
      '  its health probe said:',
      '    no',
      '  its last log lines:',
      '    line',
      '',
    ]);
  });

  test('is not announced where nothing is left of it', () => {
    expect(from({ probe: ' \n', log: ['\u001B[2K', '  '] })).toEqual(['', 'db is not healthy', '']);
  });
});

const linesOf = (code: ErrorCode): string[] => formatError(new CodedError('No', { code, hint: 'Try.' }), plain);

describe('formatError', () => {
  test('what happened, and what to do next', () => {
    const error = new CodedError('No local-prod instance exists', {
      code: 'USAGE',
      hint: 'Make one with: ktrdr local-prod init',
    });
    expect(formatError(error, plain)).toEqual([
      'Error: No local-prod instance exists',
      'Make one with: ktrdr local-prod init',
    ]);
  });

  test('what a tool said stands between them, line by line', () => {
    const error = new CodedError('Compose cannot use a.yml', {
      code: 'USAGE',
      hint: 'Correct it.',
      detail: 'line 1:\n  bad',
    });
    expect(formatError(error, plain)).toEqual([
      'Error: Compose cannot use a.yml',
      '  line 1:',
      '    bad',
      'Correct it.',
    ]);
  });

  test('nothing more where there is no more, and no stack trace for a mistake of the user', () => {
    expect(formatError(new CodedError('No', { code: 'USAGE', cause: new Error('inside') }), plain)).toEqual([
      'Error: No',
    ]);
  });

  test('its code and where the reference tells of it, unless that says no more', () => {
    expect(linesOf('NO_FREE_SLOT')).toEqual(['Error: No', 'Try.', `NO_FREE_SLOT: ${docsOf('NO_FREE_SLOT')}`]);
    expect(linesOf('NOT_CONFIRMED')).toEqual(['Error: No', 'Try.']);
  });

  test('a gate that failed, service by service, before what to do', () => {
    const error = new GateFailedError('ktrdr-prod is not ready', { hint: 'To stop them: down', failures: [failure] });
    expect(formatError(error, plain)).toEqual([
      'Error: ktrdr-prod is not ready',
      '',
      'db is not healthy',
      '',
      'To stop them: down',
      `GATE_FAILED: ${docsOf('GATE_FAILED')}`,
    ]);
  });

  test('a bug has its stack trace', () => {
    const lines = formatError(new TypeError('x is not a function'), plain);
    expect(lines[0]).toMatch(/^Error: this is a bug/);
    expect(lines[1]).toBe('TypeError: x is not a function');
    expect(lines.slice(2).join('\n')).toContain('format-error.test.ts');
  });

  test('what was thrown and is no error', () => {
    expect(formatError('boom', plain).slice(1)).toEqual(['boom']);
    expect(formatError(undefined, plain).slice(1)).toEqual(['undefined']);
  });
});

describe('formatFailures', () => {
  test('all there is to say of a service', () => {
    const full: Failure = {
      service: 'backend',
      reasons: ['is not healthy', 'does not answer'],
      hints: ['Mend the migration.'],
      probe: 'one\ntwo\nthree\nfour\nfive\nsix',
      log: ['INFO starting', 'ERROR no database'],
      more: 'ktrdr local-prod logs backend',
    };
    expect(formatFailures([full], plain)).toEqual([
      '',
      'backend is not healthy',
      'backend does not answer',
      '  Mend the migration.',
      '  its health probe said:',
      '    two',
      '    three',
      '    four',
      '    five',
      '    six',
      '  its last log lines:',
      '    INFO starting',
      '    ERROR no database',
      '  more: ktrdr local-prod logs backend',
      '',
    ]);
  });

  test('a problem that is about no service, and a probe that said nothing', () => {
    expect(formatFailures([{ ...failure, service: undefined, reasons: ['up failed'], probe: '' }], plain)).toEqual([
      '',
      'up failed',
      '',
    ]);
  });

  test('one after the other, apart', () => {
    expect(formatFailures([failure, { ...failure, service: 'web' }], plain)).toEqual([
      '',
      'db is not healthy',
      '',
      'web is not healthy',
      '',
    ]);
    expect(formatFailures([], plain)).toEqual([]);
  });
});
