/** What tells local-prod and sandboxes apart. Everything else they share. */
export interface Kind {
  readonly name: 'local-prod' | 'sandbox';
  /** The commands of this kind, as typed: `ktrdr local-prod`. */
  readonly command: string;
  /** The 1Password item with this kind's secrets. */
  readonly secretsItem: string;
  /** Compose profiles that are always on. */
  readonly profiles: readonly string[];
  /** Workers beyond the usual ones, which `--workers` adds; undefined where there are none. */
  readonly extraWorkers: ExtraWorkers | undefined;
  /** Whether services on the host (broker gateway, GPU training) are used. */
  readonly hostServices: boolean;
}

/** Workers that are in a profile of their own, so that a plain start leaves them out. */
export interface ExtraWorkers {
  readonly profile: string;
  /** In the order in which they are added. */
  readonly services: readonly string[];
  /** The workers that there are without any of them. */
  readonly usual: readonly string[];
}

/** The two kinds. */
export const kinds = {
  'local-prod': {
    name: 'local-prod',
    command: 'ktrdr local-prod',
    secretsItem: 'ktrdr-local-prod',
    profiles: ['local-prod'],
    extraWorkers: {
      profile: 'extra-workers',
      services: ['backtest-worker-3', 'backtest-worker-4', 'training-worker-3', 'training-worker-4'],
      usual: ['backtest-worker-1', 'backtest-worker-2', 'training-worker-1', 'training-worker-2'],
    },
    hostServices: true,
  },
  sandbox: {
    name: 'sandbox',
    command: 'ktrdr sandbox',
    secretsItem: 'ktrdr-sandbox-dev',
    profiles: [],
    extraWorkers: undefined,
    hostServices: false,
  },
} as const satisfies Record<Kind['name'], Kind>;

/** local-prod is a singleton: one reserved id and one reserved slot. */
export const LOCAL_PROD_ID = 'ktrdr-prod';
/** The slot of local-prod, whose ports are the standard ones. */
export const LOCAL_PROD_SLOT = 0;

/** Slots that sandboxes share. */
export const SANDBOX_SLOTS = { min: 1, max: 10 } as const;
