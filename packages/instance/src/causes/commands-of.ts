import { instanceCommand, logsCommand, restartCommand } from '../core/instance-command.ts';
import type { CauseFacts } from './cause-facts.ts';

/** The commands that mend an instance, as they can be pasted in any directory. */
export interface InstanceCommands {
  /** With `--no-secrets` where it would be refused without. */
  readonly up: string;
  readonly down: string;
  /** Explains what is wrong with it. */
  readonly why: string;
  readonly logsOf: (service: string) => string;
  /** Stops the containers of a service, or of all, and starts them again: `up` leaves alone what runs. */
  readonly restartOf: (service?: string) => string;
}

export function commandsOf({
  instance,
  withoutSecrets,
}: Pick<CauseFacts, 'instance' | 'withoutSecrets'>): InstanceCommands {
  const flags = withoutSecrets ? ' --no-secrets' : '';
  return {
    up: `${instanceCommand('up', instance)}${flags}`,
    down: instanceCommand('down', instance),
    why: instanceCommand('why', instance),
    logsOf: (service) => logsCommand(instance, service),
    restartOf: (service) => `${restartCommand(instance, service)}${flags}`,
  };
}
