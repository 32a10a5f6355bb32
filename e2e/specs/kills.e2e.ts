import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type KillStage, setKillStage } from '../src/harness/kill-stage.ts';
import type { ScenarioName } from '../src/harness/scenarios.ts';

// Killed anywhere, the same command finishes or undoes what is left. A sample; `npm run test:long` kills everywhere.

let killStage: KillStage;

beforeAll(async () => {
  killStage = await setKillStage('kills');
});
afterAll(async () => await killStage.strike());

const KILLS: readonly [name: ScenarioName, atSteps: number, atRandom: number][] = [
  ['sandbox create', 14, 4],
  ['sandbox create, interrupted', 3, 1],
  ['sandbox create of a tracked branch', 4, 1],
  ['sandbox create --up', 3, 0],
  ['sandbox init', 7, 2],
  ['local-prod init', 6, 2],
  ['sandbox init-shared', 7, 2],
  ['sandbox destroy', 8, 2],
  ['sandbox destroy --delete-branch', 5, 1],
  ['sandbox destroy --discard-ignored', 4, 1],
  ['sandbox destroy of a running stack', 3, 0],
  ['local-prod destroy of a running stack', 2, 0],
  ['sandbox up', 3, 0],
  ['sandbox down -v', 2, 0],
  ['local-prod down -v', 2, 0],
  ['doctor --fix of a killed create', 3, 0],
  ['doctor --fix of half-swapped shared data', 3, 0],
  ['ktrdr-setup', 4, 1],
];

describe('killed at its steps and at random instants, the same command goes on', () => {
  test.each(KILLS)('%s, %i and %i times', async (name, atSteps, atRandom) => {
    const { struck } = await killStage.survive(name, { atSteps, atRandom });
    expect(struck).toBeGreaterThan(0);
  });
});

test.each<[ScenarioName, number]>([
  ['sandbox destroy', 8],
  ['sandbox destroy of an adopted clone', 4],
  ['local-prod destroy', 4],
  ['sandbox create', 3],
  ['sandbox create, interrupted', 3],
  ['doctor --fix of a killed create', 3],
])('another directory that takes the place between two steps is not removed: %s, %i times', async (name, swaps) => {
  expect(await killStage.surviveSwaps(name, swaps)).toBeGreaterThan(0);
});
