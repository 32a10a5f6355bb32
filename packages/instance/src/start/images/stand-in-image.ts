import type { Context } from '../../core/context.ts';
import type { BuildDecision } from './judge-images.ts';
import type { ImageBuild } from './plan-images.ts';

// Of BuildKit and the classic builder, with Engine 26 and 28, for a base image without a registry or a network.
const NO_BASE =
  /failed to resolve source metadata|failed to do request|pull access denied|manifest unknown|no such host|i\/o timeout|connection refused|network is unreachable|error getting credentials/i;

// A line of the Dockerfile that fails says such things, too: of what it wanted to fetch. BuildKit and the classic builder.
const FAILED_LINE = /did not complete successfully|returned a non-zero code/;

/** Whether a build failed because what it builds on cannot be had here. */
export function lacksBase(output: string): boolean {
  return NO_BASE.test(output) && !FAILED_LINE.test(output);
}

/** What is used of images that cannot be built here. */
export interface Unbuilt {
  /** Those that got an image which somebody put under the file's name by hand. */
  readonly standIns: readonly ImageBuild[];
  /** Those that stay as they are. */
  readonly kept: readonly ImageBuild[];
}

/**
 * Does without a build where what it is built on cannot be had. An image of the instance's own that is there stays. Where there is none, the
 * one that somebody put under the file's name by hand (`docker load`, `docker tag`) takes its place, and is followed when another is put there
 * later. One that Compose built is some project's, perhaps of another checkout, and is never taken.
 *
 * @returns undefined where a missing image has no such stand-in, and then nothing was changed
 */
export async function useUnbuilt({ docker }: Context, { build, check }: BuildDecision): Promise<Unbuilt | undefined> {
  const isMadeByHand = async (reference: string): Promise<boolean> => {
    const [image] = await docker.inspectImages([reference]);
    return image !== undefined && image.project === undefined;
  };
  const withStandIns = async (images: readonly ImageBuild[]): Promise<StandIn[]> => {
    const found = images.map(async (image) => {
      const { named } = image;
      return named !== undefined && (await isMadeByHand(named)) ? [{ image, named }] : [];
    });
    return (await Promise.all(found)).flat();
  };
  const missing = await withStandIns(build);
  if (missing.length < build.length) return undefined;
  const byHand = await Promise.all(check.map(async ({ reference }) => await isMadeByHand(reference)));
  const followed = await withStandIns(check.filter((_, index) => byHand[index]));
  const all = [...missing, ...followed];
  for (const { image, named } of all) {
    if (!(await docker.tagImage(named, image.reference))) return undefined;
  }
  const standIns = all.map(({ image }) => image);
  return { standIns, kept: check.filter((image) => !standIns.includes(image)) };
}

interface StandIn {
  readonly image: ImageBuild;
  readonly named: string;
}
