import { hostServicesStatus, startHostServices } from '@ktrdr/instance';
import type { Handler } from '../../command/handler.ts';
import type { HostStartOptions } from './flags.ts';
import { namedServices } from './named-services.ts';

/** `local-prod host start`: of the service that is named, or of both. */
export const start: Handler<HostStartOptions> = async (session, { timeout, secrets }, args) => {
  const { context, signal, style } = session;
  const names = namedServices(args);
  if (!secrets) {
    const text = "Without secrets, the defaults in KTRDR's code are used.";
    context.report({ type: 'warning', text });
  }
  await startHostServices(context, { names, noSecrets: !secrets, timeoutMs: timeout * 1_000, signal });
  const services = await hostServicesStatus(context, names);
  session.result(
    { services },
    services.map(
      ({ name, port, pids: [pid] }) => `${style.green('✓')} ${name} is running (pid ${pid}): http://localhost:${port}`,
    ),
  );
};
