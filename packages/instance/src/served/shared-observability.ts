import { LOCAL_HOST } from '@ktrdr/compose-runner';
import { connect } from 'node:net';
import { urlHost } from '../core/url-host.ts';

/** Where the shared Jaeger, Grafana and Prometheus are; null where it does not run. */
export interface SharedObservability {
  readonly grafana: string | null;
  readonly jaeger: string | null;
  readonly prometheus: string | null;
}

/** The same on every machine: KTRDR's later generation fixes them. */
const SHARED_PORTS = { grafana: 43_000, jaeger: 46_686, prometheus: 49_090 } as const;
const ANSWER_WITHIN_MS = 500;

/**
 * Which of the shared services run on the Engine's machine.
 *
 * @param host that machine, as seen from here
 * @param ports where they are looked for
 */
export async function sharedObservability(
  host: string,
  ports: Readonly<Record<keyof SharedObservability, number>> = SHARED_PORTS,
): Promise<SharedObservability> {
  const urlOf = async (port: number): Promise<string | null> =>
    (await accepts(host, port)) ? `http://${host === LOCAL_HOST ? 'localhost' : urlHost(host)}:${port}` : null;
  const [grafana, jaeger, prometheus] = await Promise.all([
    urlOf(ports.grafana),
    urlOf(ports.jaeger),
    urlOf(ports.prometheus),
  ]);
  return { grafana, jaeger, prometheus };
}

async function accepts(host: string, port: number): Promise<boolean> {
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
