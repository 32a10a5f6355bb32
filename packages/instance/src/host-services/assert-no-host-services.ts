import { CodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { runningHostServices } from './running-host-services.ts';

/** Refuses to take away what host services that run work with. @throws CodedError `HOST_SERVICE_RUNS` */
export async function assertNoHostServices(context: Context): Promise<void> {
  const running = await runningHostServices(context);
  if (running.length === 0) return;
  const all = running.map(({ name, pids }) => `${name} (pid ${pids.join(', ')})`);
  throw new CodedError(`Host services of local-prod are running, with its database: ${all.join(', ')}`, {
    code: 'HOST_SERVICE_RUNS',
    hint: 'Nothing was changed. Stop them first: ktrdr local-prod host stop',
  });
}
