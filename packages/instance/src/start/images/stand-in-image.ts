import { labels } from '@ktrdr/compose-runner';
import type { Context } from '../../context.ts';
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

/**
 * Uses the images that somebody put under the file's names by hand (`docker load`, `docker tag`) in place of those that cannot be built
 * here. One that Compose built is some project's, perhaps of another checkout, and is never taken.
 *
 * @returns the names that were used; undefined where one of the images has none, and then nothing was changed
 */
export async function useStandIns(
  { docker }: Context,
  images: readonly ImageBuild[],
): Promise<readonly string[] | undefined> {
  const found = await Promise.all(
    images.map(async ({ reference, named }) =>
      named !== undefined && (await isMadeByHand(docker, named)) ? { reference, named } : undefined,
    ),
  );
  const all = found.flatMap((one) => one ?? []);
  if (all.length < images.length) return undefined;
  for (const { reference, named } of all) {
    const tagged = await docker.command(['image', 'tag', named, reference]);
    if (tagged.exitCode !== 0) return undefined;
  }
  return all.map(({ named }) => named);
}

async function isMadeByHand(docker: Context['docker'], reference: string): Promise<boolean> {
  const result = await docker.command(['image', 'inspect', '--format', '{{json .Config.Labels}}', reference]);
  // An image without any has `null`.
  return result.exitCode === 0 && !(labels.project in Object(JSON.parse(result.stdout)));
}
