import { openPsql } from '@ktrdr/instance';
import type { Handler } from '../../command/handler.ts';
import { isOnTerminal } from '../../command/is-on-terminal.ts';
import { theInstance } from '../../command/the-instance.ts';
import { assertWithoutJson } from '../../command/without-json.ts';
import type { ExecOptions } from '../exec/flags.ts';

/** `psql`: on the instance's database, as the user that it was made with. */
export const psql: Handler<ExecOptions> = async (session, options, args) => {
  assertWithoutJson(session, 'psql', 'Leave out --json; psql itself prints CSV with -- --csv.');
  const instance = await theInstance(session, { which: 'any', verb: 'psql', name: options.instance });
  const { context, signal } = session;
  return await openPsql(context, instance, { args, terminal: isOnTerminal(session), signal });
};
