import { LOCAL_HOST } from '@ktrdr/compose-runner';
import { urlHost } from '../core/url-host.ts';
import { accepts } from './accepts.ts';

/** Where the shared Jaeger, Grafana and Prometheus are; null where it does not run. */
export interface SharedObservability {
  readonly grafana: string | null;
  readonly jaeger: string | null;
  readonly prometheus: string | null;
}

/** The same on every machine: KTRDR's later generation fixes them. */
const SHARED_PORTS = { grafana: 43_000, jaeger: 46_686, prometheus: 49_090 } as const;

/**
 * Which of the shared services run on the Engine's machine.
 *
 * @param host that machine, as seen from here, by its address where that is known
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
