import type { ComposeConfig } from '@ktrdr/compose-runner';
import { sameImage } from '../images/image-reference.ts';
import type { ImageBuild, ImagePlan } from '../images/plan-images.ts';
import { type OverlayEntry, type OverlayPart, Override, RESET } from './overlay.ts';

/**
 * The instance's own tag for every image that it builds, which one service builds and the others only run. Compose never asks a
 * registry for such an image, and gives it no other tag: those that the file names are everybody's.
 */
export function imageOverlay({ services }: ComposeConfig, { builds }: ImagePlan): OverlayPart {
  const names = Object.values(services).flatMap(({ build, image }) => (build && image !== undefined ? [image] : []));
  const entryOf = ({ reference, builders }: ImageBuild, name: string): OverlayEntry => {
    const build = services[name]?.build ?? undefined;
    return {
      image: reference,
      pull_policy: 'never',
      ...(build === undefined ? {} : { build: builders.includes(name) ? buildEntry(build, names) : RESET }),
    };
  };
  return {
    services: Object.fromEntries(
      builds.flatMap((build) => build.services.map((name) => [name, withoutEmpty(entryOf(build, name))])),
    ),
  };
}

type Build = NonNullable<ComposeConfig['services'][string]['build']>;

/** Layers that may come from an image which the file itself builds are in the build cache; a registry has none of them. */
function buildEntry({ tags, cache_from: caches }: Build, built: readonly string[]): OverlayEntry {
  const kept = (caches ?? []).filter((cache) => !built.some((image) => sameImage(imageOfCache(cache), image)));
  return {
    ...(tags?.length ? { tags: RESET } : {}),
    ...(kept.length === (caches ?? []).length ? {} : { cache_from: kept.length === 0 ? RESET : new Override(kept) }),
  };
}

/** `app:dev`, or `type=registry,ref=app:dev`. */
function imageOfCache(cache: string): string {
  return /(?:^|,)ref=([^,]+)/.exec(cache)?.[1] ?? cache;
}

function withoutEmpty(entry: OverlayEntry): OverlayEntry {
  const { build, ...rest } = entry;
  return typeof build === 'object' && build !== null && Object.keys(build).length === 0 ? rest : entry;
}
