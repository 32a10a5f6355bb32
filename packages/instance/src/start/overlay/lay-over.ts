import type { ComposeConfig } from '@ktrdr/compose-runner';
import type { Instance } from '../../core/instance.ts';
import { type ImagePlan, planImages } from '../images/plan-images.ts';
import { replicasOf } from '../replicas-of.ts';
import { type NetworksPlan, planNetworks } from '../shared-networks/plan-networks.ts';
import type { OverlayPart } from './overlay.ts';
import { planOverlay } from './plan-overlay.ts';
import { planVolumes } from './plan-volumes.ts';

/** A resolved Compose file as an instance has it, and how it comes to that. */
export interface LaidOver {
  /** Without the services that have no container. */
  readonly config: ComposeConfig;
  readonly networks: NetworksPlan;
  readonly images: ImagePlan;
  /** Names of volumes, by their keys. */
  readonly volumes: Readonly<Record<string, string>>;
  /** What is merged over the file. */
  readonly overlay: OverlayPart;
}

/** @param unwanted services that are to have no container; the file need not have them */
export function layOver(instance: Instance, resolved: ComposeConfig, unwanted: readonly string[]): LaidOver {
  const absent = unwanted.filter((name) => name in resolved.services);
  const services = Object.entries(resolved.services).filter(
    ([name, service]) => !absent.includes(name) && replicasOf(service) !== 0,
  );
  const config = { ...resolved, services: Object.fromEntries(services) };
  const networks = planNetworks(resolved, instance.id);
  const images = planImages(config, instance.id);
  const volumes = planVolumes(config, instance);
  return { config, networks, images, volumes, overlay: planOverlay(config, { absent, images, networks, volumes }) };
}
