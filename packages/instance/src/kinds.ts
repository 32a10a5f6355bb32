/** What tells local-prod and sandboxes apart. Everything else they share. */
export interface Kind {
  readonly name: 'local-prod' | 'sandbox';
  /** The commands of this kind, as typed: `ktrdr local-prod`. */
  readonly command: string;
  /** The 1Password item with this kind's secrets. */
  readonly secretsItem: string;
  /** Compose profiles that are always on. */
  readonly profiles: readonly string[];
  /** Whether services on the host (broker gateway, GPU training) are used. */
  readonly hostServices: boolean;
}

export const kinds = {
  'local-prod': {
    name: 'local-prod',
    command: 'ktrdr local-prod',
    secretsItem: 'ktrdr-local-prod',
    profiles: ['local-prod'],
    hostServices: true,
  },
  sandbox: {
    name: 'sandbox',
    command: 'ktrdr sandbox',
    secretsItem: 'ktrdr-sandbox-dev',
    profiles: [],
    hostServices: false,
  },
} as const satisfies Record<Kind['name'], Kind>;

/** local-prod is a singleton: one reserved id and one reserved slot. */
export const LOCAL_PROD_ID = 'ktrdr-prod';
export const LOCAL_PROD_SLOT = 0;

/** Slots that sandboxes share. */
export const SANDBOX_SLOTS = { min: 1, max: 10 } as const;
