import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createDocker } from '@ktrdr/compose-runner';
import { homeOf } from '@ktrdr/instance';
import type { Log } from '../engine/engine-state.ts';
import { DEMO, WORKSPACE } from '../places.ts';
import { runKtrdr } from '../run-ktrdr.ts';
import { instancesOf, ownHomes } from './own-instances.ts';
import { strikeSandboxes } from './strike-sandboxes.ts';

/** Removes what an earlier run of tests left that was killed: its registries say what is ours. The demo's stays. */
export async function removeLeftovers(log: Log): Promise<void> {
  for (const home of await ownHomes()) {
    if (home === join(DEMO, 'home') || (await instancesOf(home)).length === 0) continue;
    log(`Removing what an earlier run left: ${home}`);
    await strikeSandboxes(home, createDocker({ env: process.env }));
    await runKtrdr(['local-prod', 'destroy', '--force'], { cwd: WORKSPACE, home });
    await rm(homeOf({ KTRDR_HOME: home }).registry, { force: true });
  }
}
