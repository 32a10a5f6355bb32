import type { ComposeConfig, Container } from '@ktrdr/compose-runner';
import type { PreparedImages } from '../images/prepare-images.ts';
import { networksOf, type StartMemory } from './start-memory.ts';

export interface CurrentFacts {
  /** What is remembered of the last start that became ready; undefined: nothing. */
  readonly memory: StartMemory | undefined;
  /** Of what would be started now, under the memory's key. */
  readonly digest: string;
  readonly config: Pick<ComposeConfig, 'services' | 'configs' | 'secrets'>;
  /** The project's containers now. */
  readonly containers: readonly Container[];
  readonly images: Pick<PreparedImages, 'build' | 'check' | 'pull' | 'current'>;
}

/** With these, an image that is there is used as it is. Source: https://docs.docker.com/reference/compose-file/services/#pull_policy */
const KEEPING = new Set([undefined, 'missing', 'if_not_present', 'never', 'build']);

/**
 * Whether Compose would find nothing to do: the files, the variables, the overlay, Compose and the Engine are those of the last start
 * that became ready, and so are all the containers, which run, on the same networks and on the images that their names stand for now.
 * In doubt it is not: then Compose finds out.
 */
export function isCurrent({ memory, digest, config, containers, images }: CurrentFacts): boolean {
  if (memory === undefined || memory.digest !== digest) return false;
  // What is in files or in the environment, Compose does not print.
  const given = [config.configs, config.secrets].flatMap((all) => Object.values(all ?? {}));
  if (given.some((one) => one?.content === undefined)) return false;
  // These ask the registry at every start.
  if (Object.values(config.services).some(({ pull_policy: policy }) => !KEEPING.has(policy))) return false;
  if (images.build.length + images.check.length + images.pull.length > 0) return false;
  if (containers.length !== memory.containers.length) return false;
  return containers.every((container) => {
    const known = memory.containers.find(({ id }) => id === container.id);
    if (known === undefined || container.state !== 'running') return false;
    if (images.current.get(container.service) !== container.imageId) return false;
    return known.networks.join() === networksOf(container).join();
  });
}
