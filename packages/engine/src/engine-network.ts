import * as z from 'zod/mini';

/** What a list of networks tells of each. */
export interface ListedNetwork {
  readonly id: string;
  readonly name: string;
  /** `bridge`, `overlay`, `macvlan`, … */
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  /** It leads nowhere but to its containers. */
  readonly internal: boolean;
  readonly ipv6: boolean;
}

/** A network with the containers on it. */
export interface InspectedNetwork extends ListedNetwork {
  /** The containers on it that run. */
  readonly members: readonly NetworkMember[];
}

/** A container that is on a network. */
export interface NetworkMember {
  readonly id: string;
  readonly name: string;
  /** Without their prefix lengths. */
  readonly addresses: readonly string[];
}

const listed = () =>
  z.object({
    Id: z.string(),
    Name: z.string(),
    Driver: z.string(),
    Internal: z.boolean(),
    EnableIPv6: z.boolean(),
    Labels: z.nullish(z.record(z.string(), z.string())),
    Containers: z.nullish(
      z.record(z.string(), z.object({ Name: z.string(), IPv4Address: z.string(), IPv6Address: z.string() })),
    ),
  });

function toListed({
  Id,
  Name,
  Driver,
  Internal,
  EnableIPv6,
  Labels,
}: z.infer<ReturnType<typeof listed>>): ListedNetwork {
  return { id: Id, name: Name, driver: Driver, labels: Labels ?? {}, internal: Internal, ipv6: EnableIPv6 };
}

/** Source: https://docs.docker.com/reference/api/engine/ (`GET /networks`) */
export const listedNetworks = () => z.array(z.pipe(listed(), z.transform(toListed)));

/** Source: https://docs.docker.com/reference/api/engine/ (`GET /networks/{id}`) */
export const inspectedNetwork = () =>
  z.pipe(
    listed(),
    z.transform((network): InspectedNetwork => ({
      ...toListed(network),
      members: Object.entries(network.Containers ?? {}).map(([id, { Name, IPv4Address, IPv6Address }]) => ({
        id,
        name: Name,
        addresses: [IPv4Address, IPv6Address].flatMap((address) => address.split('/', 1)).filter(Boolean),
      })),
    })),
  );
