import { availableParallelism, freemem, loadavg, release, totalmem } from 'node:os';
import { arch, platform } from 'node:process';
import type { Context } from '../core/context.ts';
import { diskSpaces } from '../core/disk-space.ts';
import { isMissing } from '../core/stats-at.ts';

/** What this machine has, and how much of it is left; in bytes. */
export async function describeMachine(context: Context): Promise<Record<string, unknown>> {
  const engine = await context.docker.machine();
  const root = engine?.rootDirectory;
  const isRootHere = root !== undefined && !(await isMissing(root).catch(() => true));
  const disks = await diskSpaces(context, isRootHere ? root : undefined);
  return {
    system: `${platform} ${release()} ${arch}`,
    processors: availableParallelism(),
    load: loadavg().map((one) => Math.round(one * 100) / 100),
    memory: { total: totalmem(), free: freemem() },
    engineMemory: engine?.memory ?? null,
    disks: disks.map(({ name, free }) => ({ name, free })),
  };
}
