import type { ComposeConfig } from '@ktrdr/compose-runner';
import type { Context } from '../../core/context.ts';
import type { Instance } from '../../core/instance.ts';
import { fingerprintOf, type Ingredients, readIngredients } from './fingerprint.ts';
import { type ImageMemory, readImageMemory } from '../../images/image-memory.ts';
import { type BuildDecision, judgeImages } from './judge-images.ts';
import { assertMayBePulled } from './missing-images.ts';
import type { ImageBuild, ImagePlan, NamedImage } from './plan-images.ts';

/** What a start has to do about images before a container starts. */
export interface PreparedImages extends BuildDecision {
  readonly pull: readonly NamedImage[];
  /** What was read of those that are built or checked, before they are: what changes meanwhile is noticed. */
  readonly fingerprints: ReadonlyMap<string, string>;
  readonly memory: ImageMemory;
  /** The ids of the instance's own images, by their references. */
  readonly ids: ReadonlyMap<string, string>;
  /** The id of the image that each service's name stands for, as far as the Engine has it. */
  readonly current: ReadonlyMap<string, string>;
}

/**
 * Finds out which images must be built, checked or pulled, with one question to the Engine. Changes nothing.
 *
 * @param config the services that get containers
 * @throws CodedError `IMAGE_MISSING` for one that is neither there nor may be pulled
 */
export async function prepareImages(
  context: Context,
  instance: Instance,
  { plan, config, build }: { readonly plan: ImagePlan; readonly config: ComposeConfig; readonly build: boolean },
): Promise<PreparedImages> {
  const isWanted = ({ services }: { readonly services: readonly string[] }): boolean =>
    services.some((name) => name in config.services);
  const builds = plan.builds.filter(isWanted);
  const named = plan.named.filter(isWanted);
  const [ingredients, memory] = await Promise.all([
    Promise.all(builds.map(async (image) => ({ image, ingredients: await readIngredients(image) }))),
    readImageMemory(context, instance.id),
  ]);
  const ids = await context.docker.imageIds(referencesOf(ingredients, named));
  const facts = ingredients.map(({ image, ingredients: read }) => ({
    image,
    id: ids.get(image.reference),
    fingerprint: read === undefined ? undefined : fingerprintOf(read, ids),
  }));
  const pull = named.filter(({ image }) => !ids.has(image));
  await assertMayBePulled(context, instance, pull);
  return {
    ...judgeImages(facts, { memory, build }),
    pull,
    fingerprints: new Map(
      facts.flatMap(({ image, fingerprint }) => (fingerprint === undefined ? [] : [[image.reference, fingerprint]])),
    ),
    memory,
    ids: new Map(facts.flatMap(({ image, id }) => (id === undefined ? [] : [[image.reference, id]]))),
    current: new Map(
      [...builds.map(({ reference, services }) => ({ image: reference, services })), ...named].flatMap(
        ({ image, services }) => {
          const id = ids.get(image);
          return id === undefined ? [] : services.map((service): [string, string] => [service, id]);
        },
      ),
    ),
  };
}

function referencesOf(
  builds: readonly { readonly image: ImageBuild; readonly ingredients: Ingredients | undefined }[],
  named: readonly NamedImage[],
): string[] {
  return [
    ...new Set([
      ...builds.flatMap(({ image, ingredients }) => [image.reference, ...(ingredients?.images ?? [])]),
      ...named.map(({ image }) => image),
    ]),
  ];
}
