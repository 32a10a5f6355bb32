import { quoteArgument } from '@ktrdr/errors';
import { READ_FILES, WHO } from '../readiness/database-query.ts';
import { instanceCommand, logsCommand } from '../core/instance-command.ts';
import type { CauseFacts } from './cause-facts.ts';

/** The commands that mend an instance, as they can be pasted in any directory. */
export interface InstanceCommands {
  /** With `--no-secrets` where it would be refused without. */
  readonly up: string;
  readonly down: string;
  /** Explains what is wrong with it. */
  readonly why: string;
  readonly logsOf: (service: string) => string;
  /** Gives the database its new password, through its socket, which it trusts; asks for it on the terminal, so that it is in no history. */
  readonly changePassword: string;
}

export function commandsOf({
  instance,
  withoutSecrets,
}: Pick<CauseFacts, 'instance' | 'withoutSecrets'>): InstanceCommands {
  const { id } = instance;
  return {
    up: `${instanceCommand('up', instance)}${withoutSecrets ? ' --no-secrets' : ''}`,
    down: instanceCommand('down', instance),
    why: instanceCommand('why', instance),
    logsOf: (service) => logsCommand(instance, service),
    changePassword: `docker exec -it ${quoteArgument(`${id}-db-1`)} sh -c '${READ_FILES}; psql ${WHO} -c "\\password"'`,
  };
}
