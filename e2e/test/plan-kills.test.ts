import { describe, expect, test } from '@jest/globals';
import { planKills } from '../src/harness/plan-kills.ts';
import { seededRandom } from '../src/harness/seeded-random.ts';

const steps = ['spawn git status', 'open file', 'rename file'];
const plan = (atSteps: number, atRandom = 0, seed = 1) =>
  planKills({ steps, atSteps, atRandom, random: seededRandom(seed) });
const points = (atSteps: number) =>
  plan(atSteps).map(({ at }) => ('step' in at ? `${at.moment} ${at.step}` : 'at random'));

describe('planKills', () => {
  test('kills before and after every step, and in the middle of a child process, that child, too', () => {
    const rest = ['after 1', 'after 2', 'after 3', 'during 1', 'during 1'];
    expect(points(8)).toEqual(['before 1', 'before 2', 'before 3', ...rest]);
    expect(plan(8).map(({ target }) => target === 'child')).toEqual([...Array.from({ length: 7 }, () => false), true]);
  });

  test('begins again where there are more kills than points', () => {
    expect(points(10).slice(8)).toEqual(['before 1', 'before 2']);
  });

  test('spreads fewer kills over all of them, none twice', () => {
    const few = points(3);
    expect(new Set(few).size).toBe(3);
    expect(few.at(-1)).not.toMatch(/before/);
  });

  test('spreads random instants over the whole time', () => {
    const shares = plan(0, 10).map(({ at }) => ('share' in at ? Math.floor(at.share * 10) : -1));
    expect(shares).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('uses all three signals, and is the same for the same seed', () => {
    expect(new Set(plan(8).map(({ signal }) => signal))).toEqual(new Set(['SIGKILL', 'SIGINT', 'SIGTERM']));
    expect(plan(20, 20, 7)).toEqual(plan(20, 20, 7));
    expect(plan(20, 20, 7)).not.toEqual(plan(20, 20, 8));
  });
});
