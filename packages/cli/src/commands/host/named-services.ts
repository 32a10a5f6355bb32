import type { HostServiceName } from '@ktrdr/instance';
import { HOST_SERVICES } from './flags.ts';

/** The host service that was named, or all. */
export function namedServices([name]: readonly string[]): readonly HostServiceName[] {
  return name === undefined ? HOST_SERVICES : HOST_SERVICES.filter((one) => one === name);
}
