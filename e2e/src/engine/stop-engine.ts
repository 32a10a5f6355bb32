import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDockerd, readPid } from './dockerd-process.ts';
import { stateFiles } from './state-files.ts';

const PATIENCE_MS = 60_000;
const PAUSE_MS = 100;

/** What became of the Engine that we may have started. */
export type StoppedEngine =
  { readonly kind: 'stopped'; readonly pid: number } | { readonly kind: 'nothing-to-stop'; readonly reason: string };

/**
 * Stops the dockerd that {@link startEngine} recorded in `stateDir`, and no other one.
 *
 * @throws when it does not end within a minute
 */
export async function stopEngine({ stateDir }: { stateDir: string }): Promise<StoppedEngine> {
  const files = stateFiles(stateDir);
  const pid = await readPid(files.pid);
  if (pid === undefined) return { kind: 'nothing-to-stop', reason: `no process is recorded in ${files.pid}` };
  if (!(await isDockerd(pid))) {
    await rm(files.pid, { force: true });
    return { kind: 'nothing-to-stop', reason: `process ${pid} is not a dockerd any more` };
  }

  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + PATIENCE_MS;
  while (await isDockerd(pid)) {
    if (Date.now() > deadline) throw new Error(`dockerd ${pid} did not end: see ${files.log}`);
    await sleep(PAUSE_MS);
  }
  await rm(files.pid, { force: true });
  return { kind: 'stopped', pid };
}
