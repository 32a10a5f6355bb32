import { quoteArgument } from '@ktrdr/errors';
import { READ_FILES, WHO } from '../readiness/database-query.ts';
import type { Instance } from '../core/instance.ts';

/** The commands that mend an instance, as they can be pasted anywhere. */
export interface InstanceCommands {
  readonly up: string;
  readonly down: string;
  readonly logsOf: (service: string) => string;
  /** Gives the database its new password, through its socket, which it trusts; asks for it on the terminal, so that it is in no history. */
  readonly changePassword: string;
}

export function commandsOf({ id, path, kind }: Instance): InstanceCommands {
  const there = (verb: string): string => `cd ${quoteArgument(path)} && ${kind.command} ${verb}`;
  return {
    up: there('up'),
    down: there('down'),
    logsOf: (service) => there(`logs ${quoteArgument(service)}`),
    changePassword: `docker exec -it ${quoteArgument(`${id}-db-1`)} sh -c '${READ_FILES}; psql ${WHO} -c "\\password"'`,
  };
}
