import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type KillStage, setKillStage } from '../src/harness/kill-stage.ts';
import type { ScenarioName } from '../src/harness/scenarios.ts';

// More than 1,300 kills: at every step of every command, and at random instants.

let killStage: KillStage;

beforeAll(async () => {
  killStage = await setKillStage('long-kills');
});
afterAll(async () => await killStage.strike());

const KILLS: readonly [name: ScenarioName, atSteps: number, atRandom: number][] = [
  ['sandbox create', 120, 40],
  ['sandbox create, interrupted', 60, 15],
  ['sandbox create of a tracked branch', 60, 15],
  ['sandbox create --up', 15, 5],
  ['sandbox init', 60, 20],
  ['local-prod init', 60, 20],
  ['sandbox init-shared', 90, 30],
  ['sandbox destroy', 70, 20],
  ['sandbox destroy --delete-branch', 60, 15],
  ['sandbox destroy --discard-ignored', 40, 10],
  ['sandbox destroy of a running stack', 15, 5],
  ['sandbox destroy of an adopted clone', 40, 10],
  ['sandbox destroy of an adopted, running clone', 15, 5],
  ['local-prod destroy', 40, 10],
  ['local-prod destroy of a running stack', 15, 5],
  ['sandbox up', 15, 5],
  ['sandbox down', 15, 5],
  ['sandbox down -v', 15, 5],
  ['local-prod down', 10, 5],
  ['local-prod down -v', 15, 5],
  ['doctor --fix of a killed create', 40, 10],
  ['doctor --fix of a killed destroy', 30, 10],
  ['doctor --fix of half-swapped shared data', 40, 10],
  ['ktrdr-setup', 70, 20],
  ['ktrdr-setup --start', 15, 5],
];

describe('killed at any step and at random instants, the same command goes on', () => {
  test.each(KILLS)('%s, %i and %i times', async (name, atSteps, atRandom) => {
    const { struck } = await killStage.survive(name, { atSteps, atRandom });
    expect(struck).toBeGreaterThan(atSteps / 2);
  });
});

test.each<[ScenarioName, number]>([
  ['sandbox destroy', 60],
  ['sandbox destroy of an adopted clone', 30],
  ['local-prod destroy', 30],
  ['sandbox init', 40],
  ['local-prod init', 40],
  ['sandbox create', 40],
  ['sandbox create, interrupted', 40],
  ['doctor --fix of a killed create', 40],
  ['ktrdr-setup', 40],
])('another directory that takes the place between any two steps is not removed: %s, %i times', async (name, swaps) => {
  expect(await killStage.surviveSwaps(name, swaps)).toBeGreaterThan(swaps / 2);
});
