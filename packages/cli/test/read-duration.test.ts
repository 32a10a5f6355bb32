import { expect, test } from '@jest/globals';
import { readDuration } from '../src/commands/wait/read-duration.ts';
import { readGoal } from '../src/commands/wait/read-goal.ts';

test.each([
  ['90s', 90_000],
  ['2m', 120_000],
  ['1h30m', 5_400_000],
  ['2d', 172_800_000],
  ['0.5s', 500],
  ['45', 45_000],
  ['0', 0],
])('%s', (text, expected) => {
  expect(readDuration(text)).toBe(expected);
});

test.each(['', 'soon', '-1', '5 m', '5ms2', '10000h'])('%p is no duration', (text) => {
  expect(() => readDuration(text)).toThrow('Give how long');
});

test.each([
  ['ready', { kind: 'ready' }],
  ['stopped', { kind: 'stopped' }],
  ['healthy:db', { kind: 'healthy', service: 'db' }],
])('waits for %s', (text, expected) => {
  expect(readGoal(text)).toEqual(expected);
});

test.each(['', 'running', 'healthy', 'healthy:'])('%p is nothing to wait for', (text) => {
  expect(() => readGoal(text)).toThrow('Give ready, stopped');
});
