import type { InspectedNetwork } from '@ktrdr/engine';

/** A network of the Engine. */
export type Network = Omit<InspectedNetwork, 'labels'>;
