import { hostServicesStatus } from '@ktrdr/instance';
import { formatTable } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import { hostServiceAdvice, hostServiceRows } from './describe-host-service.ts';
import { namedServices } from './named-services.ts';

/** `local-prod host status` */
export const status: Handler<object> = async (session, _options, args) => {
  const { context } = session;
  const services = await hostServicesStatus(context, namedServices(args));
  const rows = hostServiceRows(services, context.now());
  const table = formatTable([['SERVICE', 'PORT', 'STATE', 'PROCESS', 'STARTED'], ...rows]);
  session.result({ services }, [...table, ...hostServiceAdvice(services)]);
};
