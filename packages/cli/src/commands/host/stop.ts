import { hostServicesStatus, type StoppedHostService, stopHostServices } from '@ktrdr/instance';
import type { Handler } from '../../command/handler.ts';
import { namedServices } from './named-services.ts';

/** `local-prod host stop` */
export const stop: Handler<object> = async (session, _options, args) => {
  const { context, signal, style } = session;
  const names = namedServices(args);
  const stopped = await stopHostServices(context, { names, signal });
  const services = await hostServicesStatus(context, names);
  session.result(
    { services },
    stopped.map((one) => `${style.green('✓')} ${one.name} ${whatBecameOf(one)}`),
  );
};

function whatBecameOf({ pids, killed }: StoppedHostService): string {
  if (pids.length === 0) return 'is not running';
  return killed ? 'is stopped; it did not end on its own and was killed' : 'is stopped';
}
