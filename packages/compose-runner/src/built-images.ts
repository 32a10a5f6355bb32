import type { ComposeConfig } from './compose-config.ts';

/** An image that the project builds itself. */
export interface BuiltImage {
  readonly service: string;
  readonly image: string;
}

/**
 * The images that the enabled services build. A service without a name for its image gets `<project>-<service>`.
 * Source: https://docs.docker.com/reference/compose-file/build/
 */
export function builtImages(config: ComposeConfig): BuiltImage[] {
  return Object.entries(config.services).flatMap(([service, { build, image }]) =>
    build === undefined || build === null ? [] : [{ service, image: image ?? `${config.name}-${service}` }],
  );
}
