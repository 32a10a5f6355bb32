import type { Handler } from '../../command/handler.ts';
import { theInstance } from '../../command/the-instance.ts';

/** `cd`: prints the directory of an instance, for the shell to go there. */
export const cd: Handler<object> = async (session, _options, [name]) => {
  const { id, path } = await theInstance(session, { which: 'any', verb: 'cd', name });
  session.result({ schemaVersion: 1, id, path }, [path]);
};
