import { quoteArgument } from '@ktrdr/errors';
import type { Instance } from './instance.ts';

/** A command for an instance that works from any directory: `ktrdr up ktrdr--feat-x`. Its flags may follow. */
export function instanceCommand(verb: 'up' | 'down' | 'why', { id }: Pick<Instance, 'id'>): string {
  return `ktrdr ${verb} ${quoteArgument(id)}`;
}

/** The same for the logs of one of its services. */
export function logsCommand({ id }: Pick<Instance, 'id'>, service: string): string {
  return `ktrdr logs ${quoteArgument(service)} --instance ${quoteArgument(id)}`;
}

/** The same for the restart of one of its services, or of all. */
export function restartCommand({ id }: Pick<Instance, 'id'>, service?: string): string {
  return `ktrdr restart ${service === undefined ? '' : `${quoteArgument(service)} `}--instance ${quoteArgument(id)}`;
}
