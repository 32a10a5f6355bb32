import { describe, expect, test } from '@jest/globals';
import { createLogFormat, createStyle } from '../src/index.ts';

const style = (colors: boolean) => createStyle({ env: {}, isTerminal: colors, noColor: false });
const record = (service: string, message: string, number = 1) => ({
  instance: 'ktrdr--a',
  service,
  container: `${service}-${number}`,
  time: '2026-01-02T03:04:05.678901234Z',
  message,
});

describe('createLogFormat', () => {
  test('names as wide as the widest that is expected, and no colours where there are none', () => {
    const { expect: meet, line } = createLogFormat({ style: style(false), timestamps: false, instances: false });
    meet([record('db', ''), record('backend', '')]);
    expect(line(record('db', 'one'))).toBe('db-1       | one');
    expect(line(record('backend', 'two'))).toBe('backend-1  | two');
    expect(line(record('backtest-worker-1', 'three'))).toBe('backtest-worker-1-1  | three');
    expect(line(record('db', 'four'))).toBe('db-1                 | four');
  });

  test('with times, and with instances', () => {
    const { line } = createLogFormat({ style: style(false), timestamps: true, instances: true });
    expect(line(record('db', 'one'))).toBe('ktrdr--a/db-1  | 2026-01-02T03:04:05.678901234Z one');
  });

  test('a colour for each service, the same for all its containers', () => {
    const { line } = createLogFormat({ style: style(true), timestamps: false, instances: false });
    const prefixes = [record('a', ''), record('b', ''), record('a', '', 2)].map((one) => line(one));
    expect(prefixes).toEqual([
      '\u001B[36ma-1  |\u001B[39m ',
      '\u001B[33mb-1  |\u001B[39m ',
      '\u001B[36ma-2  |\u001B[39m ',
    ]);
  });

  test('nothing that a container writes moves the cursor; its colours stay where there are colours', () => {
    const message = '\u001B[31mred\u001B[0m \u001B[2Jcleared\u0007\u0000';
    const of = (colors: boolean): string =>
      createLogFormat({ style: style(colors), timestamps: false, instances: false }).line(record('a', message));
    expect(of(false)).toBe('a-1  | red cleared');
    expect(of(true)).toBe('\u001B[36ma-1  |\u001B[39m \u001B[31mred\u001B[0m cleared\u001B[0m');
  });
});
