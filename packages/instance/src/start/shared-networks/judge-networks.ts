import { quoteArgument } from '@ktrdr/errors';
import type { ComposeConfig, Container, Network } from '@ktrdr/compose-runner';
import { instanceCommand } from '../../core/instance-command.ts';
import type { Instance } from '../../core/instance.ts';
import type { Attachment, NetworksPlan, OwnNetwork } from './plan-networks.ts';

/** What speaks against starting on shared networks, or is to be known about it. */
export interface NetworkFinding {
  /** Whether names of the instance would be somebody else's, too: it cannot start. Otherwise it is a warning. */
  readonly refuses: boolean;
  readonly text: string;
  /** What to do about it. */
  readonly hint: string;
}

/**
 * What of the file alone makes it impossible that names are this instance's alone: a service's name that the file itself, by an alias or a
 * host name, puts on a shared network, and a fixed hardware address there.
 */
export function judgeMemberships(config: ComposeConfig, { attachments }: NetworksPlan): NetworkFinding[] {
  const named = (name: string | undefined): name is string => name !== undefined && name in config.services;
  return attachments.flatMap(({ service, network, aliases, hostname, mac }) => {
    const at = `services.${service}.networks (${network})`;
    const aliased = aliases.filter(named).map((alias) => ({
      text: `${at} has the alias ${alias}, the name of a service: on that network, every instance would have it`,
      hint: 'Give it an alias that only this instance uses, or none.',
    }));
    const hosted = named(hostname)
      ? [
          {
            text: `services.${service}.hostname is ${hostname}, the name of a service: on ${network}, every instance would have it too`,
            hint: 'Remove the line, or give a host name that is not the name of a service.',
          },
        ]
      : [];
    const fixed =
      mac === undefined
        ? []
        : [{ text: `${at} fixes the address ${mac}: two instances cannot both have it`, hint: 'Remove the line.' }];
    return [...aliased, ...hosted, ...fixed].map(({ text, hint }) => ({ refuses: true, text, hint }));
  });
}

export interface NeighbourFacts {
  readonly networks: readonly Network[];
  /** Containers on them that are not this instance's. */
  readonly neighbours: readonly Container[];
  readonly instances: readonly Instance[];
}

/**
 * What others on the shared networks are to this instance: who has a name or an address that the file gives to a service there, and who
 * answers to a name that is this instance's own. The latter is asked for only while the own service has no container that runs; so it is
 * a warning, unless the shared network is asked before the own ones.
 */
export function judgeNeighbours(config: ComposeConfig, plan: NetworksPlan, facts: NeighbourFacts): NetworkFinding[] {
  return [...claimed(plan, facts), ...answering(config, plan, facts)];
}

function claimed({ attachments }: NetworksPlan, facts: NeighbourFacts): NetworkFinding[] {
  return attachments.flatMap(({ service, network, aliases, hostname, ipv4, ipv6 }) => {
    const names = [...aliases, ...(hostname === undefined ? [] : [hostname])];
    const addresses = [ipv4, ipv6].filter((address) => address !== undefined);
    const members = facts.networks.find(({ name }) => name === network)?.members ?? [];
    return facts.neighbours.flatMap((neighbour) => {
      const taken = [
        ...names.filter((name) => namesOn(neighbour, network).includes(name)),
        ...addresses.filter((address) =>
          members.some((member) => member.id === neighbour.id && member.addresses.includes(address)),
        ),
      ];
      const text = `${describeContainer(neighbour)} has ${taken.join(', ')} on network ${network}, which the Compose file gives to service ${service}`;
      return taken.length === 0 ? [] : [{ refuses: true, text, hint: wayAround(neighbour, network, facts) }];
    });
  });
}

function answering(config: ComposeConfig, plan: NetworksPlan, facts: NeighbourFacts): NetworkFinding[] {
  const own = ownNames(config, plan);
  return facts.networks.flatMap((network) => {
    const isLast = plan.attachments
      .filter((one) => one.network === network.name)
      .every((one) => ownNetworksOf(config, plan, one).every((mine) => isAskedBefore(mine, network)));
    return facts.neighbours.flatMap((neighbour) => {
      const names = namesOn(neighbour, network.name).filter((name) => own.has(name));
      if (names.length === 0) return [];
      const who = `${describeContainer(neighbour)} answers to ${names.join(', ')} on network ${network.name}, which this instance is on`;
      const text = isLast
        ? `${who}: while this instance's ${names.length === 1 ? 'service is' : 'services are'} not running, the name leads there`
        : `${who} and whose names are resolved first`;
      return [{ refuses: !isLast, text, hint: remedy(neighbour, network.name, facts) }];
    });
  });
}

/** Whose names the instance's containers know: its services', and what else the file calls them among themselves. */
function ownNames({ services }: ComposeConfig, { own }: NetworksPlan): Set<string> {
  const keys = new Set(own.map(({ key }) => key));
  const aliases = Object.values(services).flatMap(({ networks }) =>
    Object.entries(networks ?? {}).flatMap(([key, options]) => (keys.has(key) ? (options?.['aliases'] ?? []) : [])),
  );
  return new Set([...Object.keys(services), ...aliases.filter((alias) => typeof alias === 'string')]);
}

function ownNetworksOf(
  config: ComposeConfig,
  { own, memberships }: NetworksPlan,
  { service }: Attachment,
): OwnNetwork[] {
  const networks = memberships.get(service) ?? config.services[service]?.networks ?? {};
  return own.filter(({ key }) => key in networks);
}

/**
 * Whether the Engine's DNS asks the one network before the other: one that leads outside before one that is internal, one with
 * IPv4 and IPv6 before one with either, then by name, bytewise. On an Engine in a swarm, overlay networks come first.
 * Source: github.com/moby/moby, `Endpoint.Less` and `Sandbox.ResolveName` in `libnetwork/sandbox.go`, Engine 25 to 28
 */
export function isAskedBefore(own: Omit<OwnNetwork, 'key'>, shared: Omit<Network, 'id' | 'members'>): boolean {
  if (shared.driver === 'overlay') return false;
  if (own.internal !== shared.internal) return shared.internal;
  if (own.ipv6 !== shared.ipv6) return own.ipv6;
  return own.name < shared.name;
}

function namesOn({ networks }: Container, network: string): readonly string[] {
  return networks.find((one) => one.network === network)?.names ?? [];
}

function describeContainer({ name, project, workingDirectory }: Container): string {
  if (project === '') return `Container ${name}`;
  return `Container ${name} of project ${project}${workingDirectory === undefined ? '' : ` (${workingDirectory})`}`;
}

/** What the file itself gives is not changed by a start: it has to say something else, or the other has to go. */
function wayAround(neighbour: Container, network: string, facts: NeighbourFacts): string {
  const instance = instanceOf(neighbour, facts);
  const stop = instance === undefined ? disconnect(neighbour, network) : instanceCommand('down', instance);
  return `Give the service names and addresses on that network that only this instance has, or none. Or stop the other container: ${stop}`;
}

function remedy(neighbour: Container, network: string, facts: NeighbourFacts): string {
  const instance = instanceOf(neighbour, facts);
  if (instance !== undefined) {
    return `${instanceCommand('up', instance)} starts that instance without such names.`;
  }
  return `Stop it, or disconnect it from that network: ${disconnect(neighbour, network)}`;
}

function instanceOf({ project }: Container, { instances }: NeighbourFacts): Instance | undefined {
  return instances.find(({ id }) => id === project);
}

function disconnect({ name }: Container, network: string): string {
  return `docker network disconnect ${quoteArgument(network)} ${quoteArgument(name)}`;
}
