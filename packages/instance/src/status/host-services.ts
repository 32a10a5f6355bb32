import { connect } from 'node:net';

/** A service of local-prod that runs on the host, outside Docker. */
export interface HostService {
  readonly name: string;
  readonly port: number;
  readonly reachable: boolean;
}

const HOST_SERVICES = [
  { name: 'ib', port: 5001 },
  { name: 'training', port: 5002 },
] as const;

const ANSWER_WITHIN_MS = 500;

/** Whether the broker gateway and GPU training listen on this machine. */
export async function hostServices(): Promise<HostService[]> {
  return await Promise.all(
    HOST_SERVICES.map(async ({ name, port }) => ({ name, port, reachable: await accepts(port) })),
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
