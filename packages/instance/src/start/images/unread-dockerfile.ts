import { undouble } from '@ktrdr/compose-runner';
import type { Context } from '../../core/context.ts';
import type { ImageBuild } from './plan-images.ts';
import { readDockerfile } from '../../images/read-dockerfile.ts';

// Of BuildKit 0.13 and the classic builder, with Engine 26.1: lines of the document are taken for instructions.
const UNREAD = /dockerfile parse error on line \d+: unknown instruction/i;

/** A here-document with a blank after its `<<`. */
const SPACED = /^(?!\s*#)(?:.*\s)?\d*<<[\t ]+["']?[A-Za-z_]/m;

/**
 * What to do about a Dockerfile that this builder is too old for: KTRDR's newest has a here-document with a blank after its `<<`.
 * Source: moby/buildkit 0.22 is the first that reads one (`reHeredoc` in `frontend/dockerfile/parser/parser.go`), and Engine 28.2.0 the first
 * that has it (`vendor.mod` of moby/moby)
 *
 * @param output what the build printed
 * @returns undefined where that is not why it failed
 */
export async function unreadDockerfile(
  { docker }: Context,
  images: readonly ImageBuild[],
  output: string,
): Promise<string | undefined> {
  if (!UNREAD.test(output)) return undefined;
  const found = await Promise.all(images.map(async ({ build }) => await spacedIn(build)));
  const file = found.find((one) => one !== undefined);
  if (file === undefined) return undefined;
  const machine = await docker.machine();
  const here = machine === undefined ? '' : `; this one is ${machine.version}`;
  return `Nothing was started. ${file} has a here-document with a space after <<, which Docker supports since Engine 28.2 (BuildKit 0.22)${here}. Update Docker, or remove the space, then run the command again.`;
}

async function spacedIn(build: ImageBuild['build']): Promise<string | undefined> {
  try {
    const { file, text = '' } = await readDockerfile(undouble(build.context ?? ''), build);
    return SPACED.test(text) ? (file ?? 'The Dockerfile in the Compose file') : undefined;
  } catch {
    return undefined;
  }
}
