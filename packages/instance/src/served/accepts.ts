import { connect } from 'node:net';

const ANSWER_WITHIN_MS = 500;

/**
 * Whether something at that port accepts connections; no longer than half a second is waited for it.
 *
 * @param host an address: a name would be looked up, and the code that does that be loaded first
 */
export async function accepts(host: string, port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.setTimeout(ANSWER_WITHIN_MS, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
