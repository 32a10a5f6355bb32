import type { Compose } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import type { Context } from '../../core/context.ts';
import type { InstanceEvent } from '../../core/instance-event.ts';
import type { Instance } from '../../core/instance.ts';
import { diskFull } from './disk-full.ts';
import { saysDiskFull } from '../../core/says-disk-full.ts';
import { fingerprintOf, readIngredients } from './fingerprint.ts';
import { type ImageMemory, writeImageMemory } from '../../images/image-memory.ts';
import type { ImageBuild } from './plan-images.ts';
import type { PreparedImages } from './prepare-images.ts';
import { lacksBase, type Unbuilt, useUnbuilt } from './stand-in-image.ts';
import { unreadDockerfile } from './unread-dockerfile.ts';

export interface BuildRequest {
  readonly compose: Compose;
  readonly overlay: { readonly text: string };
  readonly images: PreparedImages;
  /** Whether the user asked for a build, and would not have anything else in its place. */
  readonly asked: boolean;
  /** The command that starts the instance again. */
  readonly up: string;
  readonly signal: AbortSignal;
}

/** A check that takes longer is a build, and says so. */
const QUIET_MS = 1500;

/**
 * Builds the instance's own images that are missing or asked for, and lets the build cache say whether others are current, which
 * builds those that are not. Done before the containers are started, so that it does not count towards the timeout. A check
 * that finds everything current says nothing. Where what they are built on cannot be had, goes on with the images that are here, with a
 * warning, unless a build was asked for.
 *
 * @throws CodedError `BUILD_FAILED` with the last lines of the build, `DISK_FULL`
 */
export async function buildImages(
  context: Context,
  instance: Instance,
  { compose, overlay, images, asked, up, signal }: BuildRequest,
): Promise<void> {
  const concerned = [...images.build, ...images.check];
  if (concerned.length === 0) return;
  const services = concerned.flatMap(({ builders }) => builders);
  const step = announced(context, images.build.length === 0 ? QUIET_MS : 0);
  const result = await compose
    .build(services, { overlay, signal, onLine: ({ text }) => step.output(text) })
    .finally(() => step.hold());
  signal.throwIfAborted();
  if (result.exitCode !== 0) {
    if (lacksBase(`${result.stdout}\n${result.stderr}`) && !asked) {
      const unbuilt = await useUnbuilt(context, images);
      if (unbuilt !== undefined) {
        step.done(`not possible now, so existing images are used: ${services.join(', ')}`);
        for (const text of warningsOf(unbuilt, up)) context.report({ type: 'warning', text });
        // Of what stand-ins were built nobody knows. Those that stay are looked at again by the next start.
        return await remember(context, instance, { ...images, fingerprints: new Map() }, unbuilt.standIns);
      }
    }
    step.failed(services.join(', '));
    const detail = lastLines(`${result.stdout}\n${result.stderr}`);
    const doing = `build the image of ${services.join(', ')}`;
    if (saysDiskFull(`${result.stdout}\n${result.stderr}`)) throw await diskFull(context, { doing, detail });
    throw new CodedError(`Could not ${doing}`, {
      code: 'BUILD_FAILED',
      hint:
        (await unreadDockerfile(context, concerned, detail)) ??
        'Nothing was started. Fix the error that the build reports, then run the command again.',
      detail,
    });
  }
  step.done(services.join(', '));
  await remember(context, instance, images, concerned);
}

function warningsOf({ standIns, kept }: Unbuilt, up: string): string[] {
  const names = standIns.flatMap(({ named }) => named ?? []).join(', ');
  return [
    ...(standIns.length === 0
      ? []
      : [
          `The base image of ${buildersOf(standIns)} is not available here, so your existing image ${names} is used as it is; it may not match this checkout. To build it when you can: ${up} --build`,
        ]),
    ...(kept.length === 0
      ? []
      : [
          `The base image of ${buildersOf(kept)} is not available here, so the image of the last build is used, although the checkout may need a newer one. The next up tries again.`,
        ]),
  ];
}

function buildersOf(images: readonly ImageBuild[]): string {
  return images.flatMap(({ builders }) => builders).join(', ');
}

/** Remembers the images, and what they were built of: what was the same before the build and after it. */
async function remember(
  context: Context,
  { id }: Instance,
  { memory, fingerprints, ids: before }: PreparedImages,
  built: readonly ImageBuild[],
): Promise<void> {
  const read = await Promise.all(built.map(async (image) => ({ image, ingredients: await readIngredients(image) })));
  const references = read.flatMap(({ image, ingredients }) => [image.reference, ...(ingredients?.images ?? [])]);
  const ids = await context.docker.imageIds([...new Set(references)]);
  const learned: ImageMemory = {};
  for (const { image, ingredients } of read) {
    const imageId = ids.get(image.reference);
    const fingerprint = ingredients === undefined ? undefined : fingerprintOf(ingredients, ids);
    if (imageId === undefined) continue;
    const { reference } = image;
    const isKnown = fingerprint !== undefined && fingerprint === fingerprints.get(reference);
    const { id: made = imageId, superseded: noted = [] } = memory[reference] ?? {};
    // Only what a start has made: another image that somebody has put under the name is theirs, whatever its labels say.
    const superseded = [...new Set([made, ...noted])].filter((one) => one !== imageId);
    const replaced = before.get(reference) ?? imageId;
    if (replaced !== imageId && replaced !== memory[reference]?.id) context.report(lostItsName(reference, replaced));
    learned[reference] = {
      id: imageId,
      fingerprint: isKnown ? fingerprint : null,
      ...(isKnown && ingredients !== undefined ? { inputs: ingredients.inputs } : {}),
      ...(superseded.length === 0 ? {} : { superseded }),
    };
  }
  const forgotten = new Set(built.map(({ reference }) => reference));
  const kept = Object.entries(memory).filter(([reference]) => !forgotten.has(reference));
  await writeImageMemory(context, id, { ...Object.fromEntries(kept), ...learned });
}

function lostItsName(reference: string, imageId: string): InstanceEvent {
  const short = imageId.replace('sha256:', '').slice(0, 12);
  return {
    type: 'warning',
    text: `${reference} was an image that this instance did not build; the build took over its name. The image is kept without a name. To name it: docker tag ${short} <name>`,
  };
}

/** A step that is announced only when it has taken so long, or fails. What was printed until then is lost. */
function announced({ report }: Context, afterMs: number) {
  const step = 'build';
  let begun = false;
  const begin = (): void => {
    if (!begun) report({ type: 'step-started', step });
    begun = true;
  };
  const timer = afterMs === 0 ? undefined : setTimeout(begin, afterMs);
  if (afterMs === 0) begin();
  return {
    output(text: string) {
      if (begun) report({ type: 'output', tool: 'docker compose build', text });
    },
    hold: () => clearTimeout(timer),
    done(detail: string) {
      if (begun) report({ type: 'step-done', step, detail });
    },
    failed(reason: string) {
      begin();
      report({ type: 'step-failed', step, reason });
    },
  };
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-15).join('\n');
}
