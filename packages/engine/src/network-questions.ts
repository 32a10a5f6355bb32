import type { Asking } from './asking.ts';
import { type InspectedNetwork, inspectedNetwork, type ListedNetwork, listedNetworks } from './engine-network.ts';
import { type Filters, filtersOf, isNamed, isNothing } from './filters.ts';
import { pathOf } from './path-of.ts';
import type { Limits } from './within-limits.ts';

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
  listNetworks(filters?: Filters, limits?: Limits): Promise<ListedNetwork[]>;
  /** With the containers that are on it; undefined for a network that does not exist. */
  inspectNetwork(network: string, limits?: Limits): Promise<InspectedNetwork | undefined>;
  /** @returns whether it existed. One that a container is on is refused: `DOCKER_FAILED` */
  removeNetwork(network: string, limits?: Limits): Promise<boolean>;
  /** Puts a container on a network besides those that it is on; it need not run. @returns whether both exist */
  connectContainer(network: string, container: string, options?: ConnectOptions, limits?: Limits): Promise<boolean>;
  /** Takes a container off a network, also off one that it is on no more. @returns whether the network exists */
  disconnectContainer(network: string, container: string, limits?: Limits): Promise<boolean>;
}

export function networkQuestions({ ask, find, tell }: Asking): NetworkQuestions {
  return {
    async listNetworks(filters = {}, limits = {}) {
      if (isNothing(filters)) return [];
      const query = { filters: filtersOf(filters) };
      const found = await ask({ doing: 'list networks', path: '/networks', query, ...limits }, listedNetworks);
      return found.filter(({ name }) => isNamed(filters, name));
    },
    inspectNetwork: async (network, limits) =>
      await find(
        { doing: `inspect network ${network}`, path: pathOf('networks', network), ...limits },
        inspectedNetwork,
      ),
    removeNetwork: async (network, limits) =>
      await tell({
        doing: `remove network ${network}`,
        method: 'DELETE',
        path: pathOf('networks', network),
        ...limits,
      }),
    connectContainer: async (network, container, options = {}, limits = {}) =>
      await tell({
        doing: `connect container ${container} to network ${network}`,
        method: 'POST',
        path: pathOf('networks', network, '/connect'),
        body: { Container: container, EndpointConfig: endpointOf(options) },
        ...limits,
      }),
    disconnectContainer: async (network, container, limits) =>
      await tell({
        doing: `disconnect container ${container} from network ${network}`,
        method: 'POST',
        path: pathOf('networks', network, '/disconnect'),
        body: { Container: container, Force: true },
        ...limits,
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
