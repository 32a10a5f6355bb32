import type { Context } from '../../core/context.ts';
import type { Instance } from '../../core/instance.ts';
import { diskFull } from './disk-full.ts';
import { saysDiskFull } from '../../core/says-disk-full.ts';
import { imageMissing } from './missing-images.ts';
import type { NamedImage } from './plan-images.ts';

/**
 * Pulls images that the Engine does not have, before any container starts: `up` would pull them too, but with half of the
 * containers made when one cannot be had. The first that cannot ends the others.
 *
 * @throws CodedError `IMAGE_MISSING` with the registry's answer, `DISK_FULL`
 */
export async function pullImages(
  context: Context,
  instance: Instance,
  { images, signal }: { readonly images: readonly NamedImage[]; readonly signal: AbortSignal },
): Promise<void> {
  if (images.length === 0) return;
  const list = images.map(({ image }) => image).join(', ');
  context.report({ type: 'step-started', step: 'pull' });
  const ended = new AbortController();
  const answers = await Promise.all(
    images.map(async (image) => {
      const answer = await pull(context, image, AbortSignal.any([signal, ended.signal]));
      if (answer !== undefined) ended.abort();
      return answer === undefined ? [] : [{ image, answer }];
    }),
  );
  signal.throwIfAborted();
  const [failure] = answers.flat();
  if (failure === undefined) return context.report({ type: 'step-done', step: 'pull', detail: list });
  const { image, answer } = failure;
  context.report({ type: 'step-failed', step: 'pull', reason: image.image });
  if (saysDiskFull(answer)) throw await diskFull(context, { doing: `pull ${image.image}`, detail: answer });
  throw await imageMissing(context, instance, image, answer);
}

/** Undefined when it was pulled or ended; else why it could not be. */
async function pull(
  { docker, report }: Context,
  { image, platform }: NamedImage,
  signal: AbortSignal,
): Promise<string | undefined> {
  const result = await docker.command(['pull', ...(platform === undefined ? [] : ['--platform', platform]), image], {
    signal,
    onLine: ({ text }) => report({ type: 'output', tool: 'docker pull', text }),
  });
  if (result.exitCode === 0 || signal.aborted) return undefined;
  return result.stderr.trim() || result.stdout.trim() || `it ended with ${result.exitCode ?? 'a signal'}`;
}
