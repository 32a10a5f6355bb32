import { CodedError } from '@ktrdr/errors';
import { instanceCommand } from '../core/instance-command.ts';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { nearestOf } from './nearest-of.ts';
import { servedBy } from './served-by.ts';

/**
 * The error for a service of which an instance has no container, while it has others: `NO_CONTAINERS` for one that its Compose file has, which a
 * start makes again, `NO_SUCH_SERVICE` for what is in neither.
 *
 * @param services those that have a container
 */
export async function absentService(
  context: Context,
  instance: Instance,
  { service, services }: { readonly service: string; readonly services: readonly string[] },
): Promise<CodedError> {
  const inFile = [...((await servedBy(context, instance)).services?.keys() ?? [])];
  if (inFile.includes(service)) {
    return new CodedError(`${service} of ${instance.id} has no container`, {
      code: 'NO_CONTAINERS',
      hint: `Start it with: ${instanceCommand('up', instance)}`,
    });
  }
  return new CodedError(`${instance.id} has no service ${service}`, {
    code: 'NO_SUCH_SERVICE',
    hint: whichThereAre(service, [...services, ...inFile], 'Its services are'),
  });
}

/** The services that there are, for a hint: first the one that may be meant. @param leading what the list begins with */
export function whichThereAre(service: string, services: readonly string[], leading: string): string {
  const names = [...new Set(services)].toSorted();
  const meant = nearestOf(service, names);
  return `${meant === undefined ? '' : `Did you mean ${meant}? `}${leading} ${names.join(', ')}.`;
}
