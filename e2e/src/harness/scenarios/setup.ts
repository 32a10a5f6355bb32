import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SETUP, TESTS } from '../../places.ts';
import { assertOk } from '../../stage/assert-ok.ts';
import { fakeUv } from '../../stage/fake-uv.ts';
import { assertWhole } from '../assert-whole.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';

export function setup(place: ScenarioPlace, start: '--start' | '--no-start'): Scenario {
  const { stage, registry } = place;
  const path = join(stage.directory, 'killed-prod');
  return {
    program: SETUP,
    args: ['--yes', '--no-secrets', '--shared', 'minimal', start, '--repo', stage.origin, '--path', path],
    cwd: stage.directory,
    makes: path,
    // The tests run inside a repository, which git is not to see.
    env: { ...fakeUv(stage.directory).env, GIT_CEILING_DIRECTORIES: TESTS },
    async assertDone() {
      await assertWhole(path, registry);
      if (!existsSync(join(path, '.venv'))) throw new Error('uv sync was not run');
      if (!existsSync(join(stage.home, 'shared', 'strategies'))) throw new Error('there is no shared data');
    },
    async reset() {
      assertOk(await stage.ktrdr('local-prod destroy --yes', { cwd: '/' }));
      await rm(path, { recursive: true, force: true });
      await rm(join(stage.home, 'shared'), { recursive: true, force: true });
    },
  };
}
