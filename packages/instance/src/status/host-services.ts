import { hostServiceKinds } from '../core/host-service-kinds.ts';
import { accepts } from '../served/accepts.ts';

/** A service of local-prod that runs on the host, outside Docker. */
export interface HostService {
  readonly name: string;
  readonly port: number;
  readonly reachable: boolean;
}

/** A service may listen on either alone. */
const LOOPBACK = ['127.0.0.1', '::1'];

/** Whether the broker gateway and GPU training listen on this machine. */
export async function hostServices(): Promise<HostService[]> {
  return await Promise.all(
    hostServiceKinds.map(async ({ name, port }) => {
      const found = await Promise.all(LOOPBACK.map(async (host) => await accepts(host, port)));
      return { name, port, reachable: found.includes(true) };
    }),
  );
}
