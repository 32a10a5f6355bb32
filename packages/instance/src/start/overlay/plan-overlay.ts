import type { ComposeConfig } from '@ktrdr/compose-runner';
import type { ImagePlan } from '../images/plan-images.ts';
import type { NetworksPlan } from '../shared-networks/plan-networks.ts';
import { absentOverlay } from './absent-overlay.ts';
import { imageOverlay } from './image-overlay.ts';
import { mergeOverlayParts } from './merge-overlay-parts.ts';
import { networkOverlay } from './network-overlay.ts';
import type { OverlayPart } from './overlay.ts';
import { probeOverlay } from './probe-overlay.ts';
import { restartOverlay } from './restart-overlay.ts';
import { sleepOverlay } from './sleep-overlay.ts';

export interface OverlayOptions {
  /** Services of the resolved file that must have no container. They are not in the config. */
  readonly absent: readonly string[];
  readonly images: ImagePlan;
  readonly networks: NetworksPlan;
  /** Names of volumes, by their keys. */
  readonly volumes: Readonly<Record<string, string>>;
}

/**
 * What is merged over an instance's own Compose file. Each part says why; nothing else is touched, and every value follows
 * from the file and the instance alone, because another value at every start would recreate the containers.
 */
export function planOverlay(config: ComposeConfig, { absent, images, networks, volumes }: OverlayOptions): OverlayPart {
  return mergeOverlayParts([
    probeOverlay(config),
    restartOverlay(config),
    sleepOverlay(config),
    imageOverlay(config, images),
    networkOverlay(config, networks),
    { volumes: Object.fromEntries(Object.entries(volumes).map(([key, name]) => [key, { name }])) },
    absentOverlay(config, absent),
  ]);
}
