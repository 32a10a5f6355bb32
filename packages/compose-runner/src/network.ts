import * as z from 'zod/mini';

const network = () =>
  z.object({
    Id: z.string(),
    Name: z.string(),
    Driver: z.string(),
    Internal: z.boolean(),
    EnableIPv6: z.boolean(),
    Containers: z.nullish(
      z.record(z.string(), z.object({ Name: z.string(), IPv4Address: z.string(), IPv6Address: z.string() })),
    ),
  });

/** What `docker network inspect` prints of a network, as far as it is read here. */
export const inspectedNetwork = z.lazy(() => z.pipe(network(), z.transform(toNetwork)));

/** A network of the Engine. */
export interface Network {
  readonly id: string;
  readonly name: string;
  /** `bridge`, `overlay`, `macvlan`, … */
  readonly driver: string;
  /** It leads nowhere but to its containers. */
  readonly internal: boolean;
  readonly ipv6: boolean;
  /** The containers on it that run. */
  readonly members: readonly NetworkMember[];
}

export interface NetworkMember {
  readonly id: string;
  readonly name: string;
  /** Without their prefix lengths. */
  readonly addresses: readonly string[];
}

function toNetwork({
  Id,
  Name,
  Driver,
  Internal,
  EnableIPv6,
  Containers,
}: z.infer<ReturnType<typeof network>>): Network {
  return {
    id: Id,
    name: Name,
    driver: Driver,
    internal: Internal,
    ipv6: EnableIPv6,
    members: Object.entries(Containers ?? {}).map(([id, member]) => ({
      id,
      name: member.Name,
      addresses: [member.IPv4Address, member.IPv6Address].flatMap((address) => address.split('/', 1)).filter(Boolean),
    })),
  };
}
