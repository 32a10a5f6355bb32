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
