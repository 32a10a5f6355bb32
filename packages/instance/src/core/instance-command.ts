import { quoteArgument } from '@ktrdr/errors';
import type { Instance } from './instance.ts';

/** A command for an instance that works from any directory: `ktrdr up ktrdr--feat-x`. Its flags may follow. */
export function instanceCommand(verb: 'up' | 'down' | 'why', { id }: Pick<Instance, 'id'>): string {
  return `ktrdr ${verb} ${quoteArgument(id)}`;
}

/** The same of the logs of one of its services, which are known by the directory. */
export function logsCommand({ path, kind }: Pick<Instance, 'path' | 'kind'>, service: string): string {
  return `cd ${quoteArgument(path)} && ${kind.command} logs ${quoteArgument(service)}`;
}
