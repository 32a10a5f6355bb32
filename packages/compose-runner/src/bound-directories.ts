import type { Engine } from '@ktrdr/engine';
import { labels } from './labels.ts';

/** A directory or file of the Engine's machine that a container has mounted, or that a volume is made of. */
export interface BoundDirectory {
  readonly by: 'container' | 'volume';
  readonly name: string;
  /** The Compose project that it is of; empty without that label. */
  readonly project: string;
  /** Of a container: `running`, `exited`, …; of a volume undefined. */
  readonly state: string | undefined;
  /** As it was named to the Engine, which follows links in it. */
  readonly path: string;
}

/**
 * Asks what containers have bind-mounted, stopped ones too, and which directories volumes stand for. Neither list is narrowed to a project.
 * A volume stands for one where its driver was given `type=none`, `o=bind` and `device`.
 *
 * Source: https://docs.docker.com/reference/cli/docker/volume/create/#opt
 */
export async function boundDirectories(
  engine: Pick<Engine, 'listContainers' | 'listVolumes'>,
): Promise<BoundDirectory[]> {
  const [containers, volumes] = await Promise.all([engine.listContainers(), engine.listVolumes()]);
  return [
    ...containers.flatMap(({ name, state, mounts, labels: all }) =>
      mounts
        .filter(({ type, source }) => type === 'bind' && source !== '')
        .map(({ source }): BoundDirectory => ({
          by: 'container',
          name,
          state,
          project: all[labels.project] ?? '',
          path: source,
        })),
    ),
    ...volumes.flatMap(({ name, options, labels: all }): BoundDirectory[] => {
      const { o = '', device = '' } = options;
      if (!o.split(',').some((one) => one === 'bind' || one === 'rbind') || device === '') return [];
      return [{ by: 'volume', name, state: undefined, project: all[labels.project] ?? '', path: device }];
    }),
  ];
}
