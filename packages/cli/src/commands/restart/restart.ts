import type { Handler } from '../../command/handler.ts';
import { orNameInstance } from '../../command/or-name-instance.ts';
import { theInstance } from '../../command/the-instance.ts';
import { startInstance } from '../up/start-instance.ts';
import type { RestartOptions } from './flags.ts';

/** `restart` of these services, or of all: it ends when the instance is ready, as `up` does. */
export const restart: Handler<RestartOptions> = async (session, flags, services) => {
  const typed = { command: 'ktrdr restart', word: services[0], instance: flags.instance };
  const { description, lines } = await orNameInstance(session, typed, async () => {
    const instance = await theInstance(session, { which: 'any', verb: 'restart', name: flags.instance });
    return await startInstance(session, instance, { ...flags, hooks: false, restart: services });
  });
  session.result(description, lines);
};
