import type { Handler } from '../../command/handler.ts';
import { theInstance } from '../../command/the-instance.ts';
import { startInstance } from '../up/start-instance.ts';
import type { RestartOptions } from './flags.ts';

/** `restart` of these services, or of all: it ends when the instance is ready, as `up` does. */
export const restart: Handler<RestartOptions> = async (session, flags, services) => {
  const instance = await theInstance(session, { which: 'any', verb: 'restart', name: flags.instance });
  const { description, lines } = await startInstance(session, instance, { ...flags, hooks: false, restart: services });
  session.result(description, lines);
};
