import type { Asking } from './asking.ts';
import type { InspectedNetwork, ListedNetwork } from './engine-network.ts';
import { byName } from './by-name.ts';
import { type Filters, filtersOf, isNamed, isNothing } from './filters.ts';
import { pathOf } from './path-of.ts';
import type { QuestionOptions } from './question-options.ts';

/** How a container is put on a network. */
export interface ConnectOptions {
  /** Names on that network besides the container's own. */
  readonly aliases?: readonly string[] | undefined;
  /** A fixed address. */
  readonly ipv4?: string | undefined;
  readonly ipv6?: string | undefined;
  readonly linkLocal?: readonly string[] | undefined;
  readonly driverOptions?: Readonly<Record<string, string>> | undefined;
}

/** Of one network: by its id or its name. */
export interface NetworkQuestions {
  /** By their names. */
  listNetworks(filters?: Filters, options?: QuestionOptions): Promise<ListedNetwork[]>;
  /** With the containers that are on it; undefined for a network that does not exist. */
  inspectNetwork(network: string, options?: QuestionOptions): Promise<InspectedNetwork | undefined>;
  /** @returns whether it existed. One that a container is on is refused: `DOCKER_FAILED` */
  removeNetwork(network: string, options?: QuestionOptions): Promise<boolean>;
  /** Puts a container on a network besides those that it is on; it need not run. @throws CodedError `DOCKER_FAILED` also where one of both does not exist */
  connectContainer(network: string, container: string, options?: ConnectOptions & QuestionOptions): Promise<void>;
  /** Takes a container off a network, also off one that it is on no more. @throws CodedError `DOCKER_FAILED` also where the network does not exist */
  disconnectContainer(network: string, container: string, options?: QuestionOptions): Promise<void>;
}

export function networkQuestions({ ask, find, tell, demand }: Asking): NetworkQuestions {
  return {
    async listNetworks(filters = {}, options = {}) {
      if (isNothing(filters)) return [];
      const query = { filters: filtersOf(filters) };
      const found = await ask({ doing: 'list networks', path: '/networks', query, ...options }, async () =>
        (await import('./schemas.ts')).listedNetworks(),
      );
      return byName(found.filter(({ name }) => isNamed(filters, name)));
    },
    inspectNetwork: async (network, options) =>
      await find({ doing: `inspect network ${network}`, path: pathOf('networks', network), ...options }, async () =>
        (await import('./schemas.ts')).inspectedNetwork(),
      ),
    removeNetwork: async (network, options) =>
      await tell({
        doing: `remove network ${network}`,
        method: 'DELETE',
        path: pathOf('networks', network),
        ...options,
      }),
    connectContainer: async (network, container, { aliases, ipv4, ipv6, linkLocal, driverOptions, ...options } = {}) =>
      await demand({
        doing: `connect container ${container} to network ${network}`,
        method: 'POST',
        path: pathOf('networks', network, '/connect'),
        body: { Container: container, EndpointConfig: endpointOf({ aliases, ipv4, ipv6, linkLocal, driverOptions }) },
        ...options,
      }),
    disconnectContainer: async (network, container, options) =>
      await demand({
        doing: `disconnect container ${container} from network ${network}`,
        method: 'POST',
        path: pathOf('networks', network, '/disconnect'),
        body: { Container: container, Force: true },
        ...options,
      }),
  };
}

/** Source: https://docs.docker.com/reference/api/engine/ (`EndpointSettings`). What is not given is left out. */
function endpointOf({ aliases, ipv4, ipv6, linkLocal, driverOptions }: ConnectOptions): object {
  return {
    Aliases: aliases,
    IPAMConfig: { IPv4Address: ipv4, IPv6Address: ipv6, LinkLocalIPs: linkLocal },
    DriverOpts: driverOptions,
  };
}
