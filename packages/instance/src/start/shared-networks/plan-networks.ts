import { type ComposeConfig, type ConnectOptions, undouble } from '@ktrdr/compose-runner';

/** A service's place on a shared network, which a start gives to its containers. */
export interface Attachment extends ConnectOptions {
  readonly service: string;
  /** The network's name on the Engine. */
  readonly network: string;
  readonly aliases: readonly string[];
  /** Whether it is a network of the project's, on which Compose puts the containers that it makes. */
  readonly isOwn?: true;
  /** Where the file fixes a hardware address. */
  readonly mac?: string | undefined;
  /** A host name of the file's; the Engine makes it a name on every network. */
  readonly hostname?: string | undefined;
}

/** A network of the project alone. */
export interface OwnNetwork {
  /** Its key in the file, or one that the file does not have. */
  readonly key: string;
  /** Its name on the Engine. */
  readonly name: string;
  /** The name that the file gives it, where the start gives it another. */
  readonly instead?: string | undefined;
  readonly internal: boolean;
  readonly ipv6: boolean;
}

export interface NetworksPlan {
  readonly own: readonly OwnNetwork[];
  /** For every service that leaves a shared network to its attachments: its own networks by their keys, with the file's options. */
  readonly memberships: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly attachments: readonly Attachment[];
}

interface SharedNetwork {
  readonly key: string;
  readonly name: string;
  /** Services that are on it. */
  readonly services: readonly string[];
}

/** Networks that the Engine brings: without names, or no networks at all. */
const PREDEFINED = new Set(['bridge', 'host', 'none']);
/** `0` and `-` sort before all else that a network's name may begin with and go on with. */
const PREFIXES = ['', '0-', '0--', '0---'];

/**
 * Decides on which networks the containers of an instance are, so that no name of another's ever answers in place of its own.
 *
 * Compose makes every service's name an alias on every network that the service joins; the Engine's DNS asks the networks of a container in
 * turn, and answers from the next one where a name is missing in the first. So the services leave the networks that others
 * share (external ones) and the start connects their containers itself, without those aliases; and the project's own networks get names
 * that are asked first. Services that met only on a shared network get one of their own in its place.
 *
 * A file without shared networks, whose own ones are the project's, is left as it is.
 */
export function planNetworks(config: ComposeConfig, project: string): NetworksPlan {
  const shared = sharedNetworks(config);
  const keys = Object.keys(config.networks ?? {}).filter((key) => !shared.some((one) => one.key === key));
  const commons = new Map(shared.flatMap((one) => commonOf(config, one, keys)));
  const prefix = prefixBefore(
    shared.map(({ name }) => name),
    [...keys, ...commons.values()].map((key) => `${project}_${key}`),
  );
  const nameOf = (key: string): string => `${prefix}${project}_${key}`;
  const own = keys.flatMap((key): OwnNetwork[] => {
    const network = config.networks?.[key];
    const given = undouble(network?.name ?? `${project}_${key}`);
    if (network?.external === true) return [];
    const flags = { internal: network?.internal === true, ipv6: network?.enable_ipv6 === true };
    // Any other instance of the file has a network of a fixed name, too.
    const name = shared.length === 0 && given.includes(project) ? given : nameOf(key);
    return [{ key, name, ...flags, ...(name === given ? {} : { instead: given }) }];
  });
  const added = [...new Set(commons.values())].map((key) => ({ key, name: nameOf(key), internal: false, ipv6: false }));
  return {
    own: [...own, ...added],
    memberships: new Map(
      [...new Set(shared.flatMap(({ services }) => services))].map((service) => [
        service,
        membershipOf(config, service, { shared, commons }),
      ]),
    ),
    attachments: shared.flatMap((one) => one.services.map((service) => attachmentOf(config, service, one))),
  };
}

function sharedNetworks({ networks, services }: ComposeConfig): SharedNetwork[] {
  return Object.entries(networks ?? {}).flatMap(([key, network]) => {
    const name = undouble(network?.name ?? key);
    if (network?.external !== true || PREDEFINED.has(name)) return [];
    const members = Object.keys(services).filter((service) => key in (services[service]?.networks ?? {}));
    return [{ key, name, services: members }];
  });
}

/** The key of a network to make for the services that meet on a shared one, unless all of them are on one of the project's already. */
function commonOf(config: ComposeConfig, { key, services }: SharedNetwork, own: readonly string[]): [string, string][] {
  const isOn = (service: string, network: string): boolean =>
    network in (config.services[service]?.networks ?? {}) && config.networks?.[network]?.external !== true;
  if (services.length === 0 || own.some((network) => services.every((service) => isOn(service, network)))) return [];
  let common = `${key}-own`;
  while (common in (config.networks ?? {})) common += '-own';
  return [[key, common]];
}

/** What to put before these names so that they sort before the shared ones, bytewise, as the Engine compares them; nothing where that cannot be. */
function prefixBefore(shared: readonly string[], names: readonly string[]): string {
  const sortsFirst = (prefix: string): boolean =>
    names.every((name) => shared.every((other) => `${prefix}${name}` < other));
  return PREFIXES.find(sortsFirst) ?? '';
}

function membershipOf(
  config: ComposeConfig,
  service: string,
  { shared, commons }: { readonly shared: readonly SharedNetwork[]; readonly commons: ReadonlyMap<string, string> },
): Record<string, unknown> {
  const networks = Object.entries(config.services[service]?.networks ?? {});
  const added = networks.flatMap(([key]) => commons.get(key) ?? []);
  return {
    ...Object.fromEntries(networks.filter(([key]) => !shared.some((one) => one.key === key))),
    ...Object.fromEntries(added.map((key) => [key, null])),
  };
}

export function attachmentOf(
  config: ComposeConfig,
  service: string,
  { key, name }: Pick<SharedNetwork, 'key' | 'name'>,
): Attachment {
  const { networks, hostname } = config.services[service] ?? {};
  const options = networks?.[key] ?? {};
  return {
    service,
    network: name,
    aliases: textsOf(options['aliases']),
    ipv4: textsOf(options['ipv4_address'])[0],
    ipv6: textsOf(options['ipv6_address'])[0],
    linkLocal: textsOf(options['link_local_ips']),
    driverOptions: Object.fromEntries(
      Object.entries(options['driver_opts'] ?? {}).map(([option, value]) => [option, undouble(String(value))]),
    ),
    mac: textsOf(options['mac_address'])[0],
    hostname: textsOf(hostname)[0],
  };
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string').map(undouble);
}
