import type { Context } from '../core/context.ts';
import type { EngineResources } from './facts.ts';

/** What the Engine has of all Compose projects. */
export async function engineResources({ docker }: Context): Promise<EngineResources> {
  const [containers, volumes, networks] = await Promise.all([docker.containers(), docker.volumes(), docker.networks()]);
  return { containers, volumes, networks };
}
