import { execa } from 'execa';
import { git } from '../../stage/git.ts';
import { BRANCH, KILLED_SANDBOX, killedSandbox } from '../killed-sandbox.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';

/** A branch that only the remote has. */
const THEIRS = 'killed-theirs';

export function createTracked(place: ScenarioPlace): Scenario {
  const { clone } = place;
  const sandbox = killedSandbox(place);
  return {
    args: ['sandbox', 'create', BRANCH, '--branch', THEIRS],
    cwd: clone,
    async prepare() {
      await git(clone, 'push', '-q', 'origin', `main:refs/heads/${THEIRS}`);
      await git(clone, 'update-ref', '-d', `refs/remotes/origin/${THEIRS}`);
    },
    refusal: /already exists/i,
    async assertDone() {
      await sandbox.assertWhole();
      const args = ['-C', sandbox.tree, 'rev-parse', '--abbrev-ref', '@{upstream}'];
      const { stdout, stderr } = await execa('git', args, { reject: false });
      // Where the git that asks the remote was killed, nobody knows of the branch there, and create says so.
      const followsNone = /no upstream configured/.test(stderr);
      if (!followsNone && stdout !== `origin/${THEIRS}`) throw new Error(`it follows ${stdout}`);
    },
    reset: async () => await sandbox.forget(KILLED_SANDBOX, THEIRS),
  };
}
