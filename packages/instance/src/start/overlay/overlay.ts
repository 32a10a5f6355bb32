/** What an overlay says of one service, network or volume: values as in a Compose file, some of them in place of what the file says. */
export interface OverlayEntry {
  readonly labels?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** A part of a Compose file that is merged over an instance's own. */
export interface OverlayPart {
  readonly services?: Readonly<Record<string, OverlayEntry>>;
  readonly networks?: Readonly<Record<string, OverlayEntry>>;
  readonly volumes?: Readonly<Record<string, OverlayEntry>>;
}

/**
 * A value that Compose takes instead of the file's own, where it would otherwise merge the two.
 * Source: https://docs.docker.com/reference/compose-file/merge/#replace-value
 */
export class Override {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** Takes away what the file says. Source: https://docs.docker.com/reference/compose-file/merge/#reset-value */
export const RESET = Symbol('reset');
