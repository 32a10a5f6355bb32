/** One published (host-side) port of an instance. */
export interface PortRule {
  /** What the port is for: `api`, `db`, `worker-1`. Unique in a layout. */
  readonly name: string;
  /** The environment variable that a Compose file reads it from. */
  readonly variable: string;
  /** The port in slot 0. */
  readonly slotZero: number;
  /** Slot n (n >= 1) gets `first + step * (n - 1)`; absent when only slot 0 has this port. */
  readonly others?: { readonly first: number; readonly step: number };
}

/** Which ports belong to which slot. Nothing here is stored per environment: everything follows from the slot. */
export interface PortLayout {
  /** Slots 0 to `lastSlot`. */
  readonly lastSlot: number;
  readonly rules: readonly PortRule[];
  /** Further ports of every slot from 1, for what the rules do not name. */
  readonly spare?: readonly SparePorts[];
}

/** A run of ports: slot n (n >= 1) gets `count` from `first + step * (n - 1)` on. */
export interface SparePorts {
  readonly first: number;
  readonly step: number;
  readonly count: number;
}
