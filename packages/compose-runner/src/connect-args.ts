/** How a container is put on a network. */
export interface ConnectOptions {
  /** Names on that network besides the container's own. */
  readonly aliases?: readonly string[];
  /** A fixed address. */
  readonly ipv4?: string | undefined;
  readonly ipv6?: string | undefined;
  readonly linkLocal?: readonly string[];
  readonly driverOptions?: Readonly<Record<string, string>>;
}

/** The arguments of `docker network connect`. Source: https://docs.docker.com/reference/cli/docker/network/connect/ */
export function connectArgs(network: string, container: string, options: ConnectOptions = {}): string[] {
  const { aliases = [], ipv4, ipv6, linkLocal = [], driverOptions = {} } = options;
  return [
    'network',
    'connect',
    ...aliases.flatMap((alias) => ['--alias', alias]),
    ...(ipv4 === undefined ? [] : ['--ip', ipv4]),
    ...(ipv6 === undefined ? [] : ['--ip6', ipv6]),
    ...linkLocal.flatMap((address) => ['--link-local-ip', address]),
    ...Object.entries(driverOptions).flatMap(([name, value]) => ['--driver-opt', `${name}=${value}`]),
    network,
    container,
  ];
}
