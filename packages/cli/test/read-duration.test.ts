import { expect, test } from '@jest/globals';
import { readDuration, wholeSeconds } from '../src/command/read-duration.ts';
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
  expect(() => readDuration(text)).toThrow('Give a duration');
});

test.each([
  ['120', 120],
  ['90s', 90],
  ['2m', 120],
  ['1', 1],
  ['10m', 600],
])('%s is so many whole seconds', (text, expected) => {
  expect(wholeSeconds(1, 600)(text)).toBe(expected);
});

test.each(['0', '601', '11m', '1.5', '500ms', 'soon', ''])('%p is none, from 1 to 600', (text) => {
  expect(() => wholeSeconds(1, 600)(text)).toThrow('Give from 1 to 600 whole seconds');
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
