import type { PortSource, ServiceSource } from '../compose-file/compose-source.ts';
import { interpolate } from '../env-file/interpolate.ts';

/** What a start of an instance's Compose files serves, as far as the files can be read. */
export type ServedServices = ReadonlyMap<string, ServedService>;

/** A service that a start begins. */
export interface ServedService {
  /** Its published ports, by the port in the container. */
  readonly ports: ReadonlyMap<number, number>;
  /** How many containers it is to have. */
  readonly replicas: number;
}

export interface ServedOptions {
  /** Those that are on. */
  readonly profiles: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** The services that are started, each with the ports that it publishes with these variables and the number of its containers. */
export function servedServices(
  services: Readonly<Record<string, ServiceSource>>,
  { profiles, variables }: ServedOptions,
): ServedServices {
  return new Map(
    Object.entries(services)
      .filter(([, { replicas }]) => replicas !== 0)
      .filter(([, service]) => service.profiles.length === 0 || service.profiles.some((one) => profiles.includes(one)))
      .map(([name, { ports, replicas = 1 }]) => [
        name,
        { ports: new Map(ports.flatMap((port) => pairOf(port, variables))), replicas },
      ]),
  );
}

/** Container port and published port. Source: https://docs.docker.com/reference/compose-file/services/#ports */
function pairOf(port: PortSource, variables: ServedOptions['variables']): [number, number][] {
  // What cannot be asked by HTTP has no URL.
  if (typeof port !== 'string' && (port.protocol ?? 'tcp') !== 'tcp') return [];
  const written = typeof port === 'string' ? port : `${port.published ?? ''}:${port.target ?? ''}`;
  const text = interpolate(written, (name) => variables[name]);
  if (text.kind === 'invalid') return [];
  const [, published, target] = /^(?:(?:\[.*\]|[^[\]:]*):)?(\d+):(\d+)(?:\/tcp)?$/.exec(text.value) ?? [];
  return published === undefined ? [] : [[Number(target), Number(published)]];
}
