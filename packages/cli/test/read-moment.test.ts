import { describe, expect, test } from '@jest/globals';
import { readMoment } from '../src/commands/logs/read-moment.ts';

const at = (...parts: [number, number, number?, number?, number?, number?, number?]) => {
  const [year, month, ...rest] = parts;
  return { at: new Date(year, month, ...rest).getTime() };
};

// What `docker logs --since` of 26.1 takes, and days.
describe('readMoment', () => {
  test.each([
    ['42m', { ago: 2_520_000 }],
    ['1h30m', { ago: 5_400_000 }],
    ['1.5h', { ago: 5_400_000 }],
    ['90s', { ago: 90_000 }],
    ['250ms', { ago: 250 }],
    ['2d', { ago: 172_800_000 }],
    ['0s', { ago: 0 }],
    ['1767323045', { at: 1_767_323_045_000 }],
    ['1767323045.678901234', { at: 1_767_323_045_678 }],
    ['2026-01-02', at(2026, 0, 2)],
    ['2026-01-02T03', at(2026, 0, 2, 3)],
    ['2026-01-02T03:04', at(2026, 0, 2, 3, 4)],
    ['2026-01-02T03:04:05', at(2026, 0, 2, 3, 4, 5)],
    ['2026-01-02 03:04:05.678', at(2026, 0, 2, 3, 4, 5, 678)],
    ['2026-01-02T03:04:05Z', { at: Date.UTC(2026, 0, 2, 3, 4, 5) }],
    ['2026-01-02T03:04:05.678901234Z', { at: Date.UTC(2026, 0, 2, 3, 4, 5, 678) }],
    ['2026-01-02T03:04+01:00', { at: Date.UTC(2026, 0, 2, 2, 4) }],
    ['2026-01-02Z', { at: Date.UTC(2026, 0, 2) }],
  ])('%s', (text, expected) => {
    expect(readMoment(text)).toEqual(expected);
  });

  test.each(['', 'now', '-5m', '5x', 'm', '2026-02-30', '2026-13-01', '2026-01-02T25:00', '02.01.2026', '5 m'])(
    '%j is none',
    (text) => {
      expect(() => readMoment(text)).toThrow('Give how long ago');
    },
  );
});
