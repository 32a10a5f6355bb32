import * as z from 'zod/mini';

/** A container's place on a network. */
export interface NetworkEndpoint {
  /** The network's name. */
  readonly network: string;
  /** The network's id; empty before the container was started for the first time. */
  readonly networkId: string;
  /** Names that it was given on this network. */
  readonly aliases: readonly string[];
  /** All names under which the network's other containers reach it: its own, its aliases, its host name. */
  readonly names: readonly string[];
}

const endpoint = z.object({
  NetworkID: z.string(),
  Aliases: z.nullish(z.array(z.string())),
  DNSNames: z.nullish(z.array(z.string())),
});

/** What the Engine says of a container's networks, by their names. `DNSNames` since Engine 25. */
export const endpoints = () => z.nullish(z.record(z.string(), endpoint));

/** The networks of a container that was inspected. */
export function toNetworkEndpoints(found: z.infer<ReturnType<typeof endpoints>>): NetworkEndpoint[] {
  return Object.entries(found ?? {}).map(([network, { NetworkID, Aliases, DNSNames }]) => ({
    network,
    networkId: NetworkID,
    aliases: Aliases ?? [],
    names: [...new Set([...(DNSNames ?? []), ...(Aliases ?? [])])],
  }));
}
