import type { ComposeConfig } from '@ktrdr/compose-runner';
import { configuredPorts } from './published-ports.ts';
import { urlHost } from '../core/url-host.ts';
import { workerTypeOf } from '../core/worker-variables.ts';
import type { HttpCheck } from './check-http.ts';

/** What there is to check, for the services that are in the file. */
export interface GatePlan {
  /** Services of which a container must run. */
  readonly services: readonly string[];
  readonly database: boolean;
  readonly migrations: boolean;
  readonly http: readonly HttpCheck[];
  readonly workers: WorkersPlan | undefined;
}

/** Which workers are to be registered. */
export interface WorkersPlan {
  /** Where the backend lists them. */
  readonly url: string;
  readonly services: readonly string[];
  /** Where each of them answers itself, by service; absent for one that does not publish exactly one port. */
  readonly urls: ReadonlyMap<string, string>;
}

/** Where KTRDR's services answer: the port in the container and the path. */
const ENDPOINTS: readonly { service: string; target: number; path: string; accepts?: (body: string) => boolean }[] = [
  { service: 'backend', target: 8000, path: '/api/v1/health', accepts: saysOk },
  { service: 'grafana', target: 3000, path: '/api/health' },
  { service: 'jaeger', target: 16_686, path: '/' },
  { service: 'prometheus', target: 9090, path: '/-/healthy' },
];

/**
 * Derives the gate's checks from a resolved Compose file, whose services all have a container.
 *
 * @param engineHost the machine on which published ports are, as seen from here
 */
export function planChecks(config: ComposeConfig, engineHost: string): GatePlan {
  // Only TCP speaks HTTP, and which port of a range it is, the Engine decides later.
  const ports = configuredPorts(config).filter(({ protocol, choices }) => protocol === 'tcp' && choices === 1);
  const urlOf = (service: string, target: number): string | undefined => {
    const port = ports.find((one) => one.service === service && one.target === target);
    return port && `http://${hostFor(port.address, engineHost)}:${port.published}`;
  };
  const ownUrl = (service: string): [string, string][] => {
    const [port, ...others] = ports.filter((one) => one.service === service);
    return port === undefined || others.length > 0
      ? []
      : [[service, `http://${hostFor(port.address, engineHost)}:${port.published}`]];
  };
  const http = ENDPOINTS.flatMap(({ service, target, path, accepts }) => {
    const url = urlOf(service, target);
    return url === undefined ? [] : [{ service, url: `${url}${path}`, ...(accepts === undefined ? {} : { accepts }) }];
  });
  const services = Object.entries(config.services);
  const names = services.map(([name]) => name);
  const workers = services.filter(([, service]) => workerTypeOf(service) !== undefined).map(([name]) => name);
  const backend = urlOf('backend', 8000);
  return {
    services: names,
    database: names.includes('db'),
    migrations: names.includes('backend'),
    http,
    workers:
      backend === undefined || workers.length === 0
        ? undefined
        : { url: `${backend}/api/v1/workers`, services: workers, urls: new Map(workers.flatMap(ownUrl)) },
  };
}

function hostFor(address: string | undefined, engineHost: string): string {
  const everywhere = address === undefined || address === '' || address === '0.0.0.0' || address === '::';
  return urlHost(everywhere ? engineHost : address);
}

function saysOk(body: string): boolean {
  return /"status"\s*:\s*"ok"/.test(body);
}
