import { connect } from 'node:net';
import { hostServiceKinds } from '../core/host-service-kinds.ts';

/** A service of local-prod that runs on the host, outside Docker. */
export interface HostService {
  readonly name: string;
  readonly port: number;
  readonly reachable: boolean;
}

const ANSWER_WITHIN_MS = 500;

/** Whether the broker gateway and GPU training listen on this machine. */
export async function hostServices(): Promise<HostService[]> {
  return await Promise.all(
    hostServiceKinds.map(async ({ name, port }) => ({ name, port, reachable: await accepts(port) })),
  );
}

async function accepts(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ port, host: 'localhost' });
    const end = (reachable: boolean): void => {
      socket.destroy();
      resolve(reachable);
    };
    socket.setTimeout(ANSWER_WITHIN_MS, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
