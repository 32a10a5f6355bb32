import type { StepName } from '../record/setup-record.ts';
import { clone } from './clone.ts';
import { init } from './init.ts';
import { secrets } from './secrets.ts';
import { shared } from './shared.ts';
import { start } from './start.ts';
import type { Step } from './step.ts';
import { sync } from './sync.ts';

/** What is done in each step, and what it is called while it is. */
export const steps: Readonly<Record<StepName, { readonly title: string; readonly run: Step }>> = {
  clone: { title: 'Cloning KTRDR', run: clone },
  secrets: { title: 'Checking the secrets for what its Compose file needs', run: secrets },
  sync: { title: 'Installing its dependencies: uv sync', run: sync },
  init: { title: 'Registering it as local-prod', run: init },
  shared: { title: 'Shared data', run: shared },
  start: { title: 'Starting it', run: start },
};
