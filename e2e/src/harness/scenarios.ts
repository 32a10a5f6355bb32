import type { Scenario } from './scenario.ts';
import type { ScenarioPlace } from './scenario-place.ts';
import { createInterrupted } from './scenarios/create-interrupted.ts';
import { createTracked } from './scenarios/create-tracked.ts';
import { createUp } from './scenarios/create-up.ts';
import { create } from './scenarios/create.ts';
import { destroyAdopted } from './scenarios/destroy-adopted.ts';
import { destroyDeleteBranch } from './scenarios/destroy-delete-branch.ts';
import { destroyDiscardIgnored } from './scenarios/destroy-discard-ignored.ts';
import { destroyRunning } from './scenarios/destroy-running.ts';
import { destroy } from './scenarios/destroy.ts';
import { doctorFixCreate } from './scenarios/doctor-fix-create.ts';
import { doctorFixDestroy } from './scenarios/doctor-fix-destroy.ts';
import { doctorFixShared } from './scenarios/doctor-fix-shared.ts';
import { down } from './scenarios/down.ts';
import { initShared } from './scenarios/init-shared.ts';
import { init } from './scenarios/init.ts';
import { localProdDestroy } from './scenarios/local-prod-destroy.ts';
import { localProdDown } from './scenarios/local-prod-down.ts';
import { localProdInit } from './scenarios/local-prod-init.ts';
import { setup } from './scenarios/setup.ts';
import { up } from './scenarios/up.ts';

const SCENARIOS = {
  'sandbox create': create,
  'sandbox create, interrupted': createInterrupted,
  'sandbox create of a tracked branch': createTracked,
  'sandbox create --up': createUp,
  'sandbox init': init,
  'local-prod init': localProdInit,
  'sandbox init-shared': initShared,
  'sandbox up': up,
  'sandbox down': (place) => down(place, 'kept'),
  'sandbox down -v': (place) => down(place, 'removed'),
  'local-prod down': (place) => localProdDown(place, 'kept'),
  'local-prod down -v': (place) => localProdDown(place, 'removed'),
  'sandbox destroy': destroy,
  'sandbox destroy --delete-branch': destroyDeleteBranch,
  'sandbox destroy --discard-ignored': destroyDiscardIgnored,
  'sandbox destroy of a running stack': destroyRunning,
  'sandbox destroy of an adopted clone': (place) => destroyAdopted(place, 'down'),
  'sandbox destroy of an adopted, running clone': (place) => destroyAdopted(place, 'up'),
  'local-prod destroy': (place) => localProdDestroy(place, 'down'),
  'local-prod destroy of a running stack': (place) => localProdDestroy(place, 'up'),
  'doctor --fix of a killed create': doctorFixCreate,
  'doctor --fix of a killed destroy': doctorFixDestroy,
  'doctor --fix of half-swapped shared data': doctorFixShared,
  'ktrdr-setup': (place) => setup(place, '--no-start'),
  'ktrdr-setup --start': (place) => setup(place, '--start'),
} satisfies Record<string, (place: ScenarioPlace) => Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

/** A command that is killed, and what it needs. */
export function scenarioOf(name: ScenarioName, place: ScenarioPlace): Scenario {
  return SCENARIOS[name](place);
}
