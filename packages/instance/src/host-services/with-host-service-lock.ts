import { join } from 'node:path';
import { withFileLock } from '@ktrdr/durable-files';
import type { Context } from '../core/context.ts';
import type { HostServiceName } from '../core/host-service-kinds.ts';

/** As long as another command may take to stop one. */
const WAIT_MS = 30_000;

/** Lets one command at a time start or stop a host service. @throws CodedError `LOCK_HELD`, and of the lock; the reason of the signal */
export async function withHostServiceLock<T>(
  { home, command }: Pick<Context, 'home' | 'command'>,
  name: HostServiceName,
  { signal, work }: { readonly signal: AbortSignal; readonly work: () => Promise<T> },
): Promise<T> {
  const file = join(home.hostServices, `${name}.lock`);
  return await withFileLock({ file, command, waitMs: WAIT_MS, signal, top: home.root }, work);
}
