import { CodedError } from '@ktrdr/errors';
import { builtImages, type Compose, type ComposeConfig } from '@ktrdr/compose-runner';
import type { Context } from '../context.ts';

export interface BuildRequest {
  /** Those whose images are to be built. */
  readonly services: readonly string[];
  readonly signal: AbortSignal;
}

/** The services whose images the project builds itself and that do not exist; with `build`, all that it builds. */
export async function servicesToBuild(
  { docker }: Context,
  config: ComposeConfig,
  { build }: { readonly build: boolean },
): Promise<string[]> {
  const images = builtImages(config);
  const there = await Promise.all(images.map(async ({ image }) => !build && (await docker.imageExists(image))));
  return images.filter((_, index) => there[index] !== true).map(({ service }) => service);
}

/**
 * Builds the project's own images. Done before the containers are started: `up` would
 * first try to pull an image that only one of its services builds, and building does not count towards the timeout.
 *
 * @throws CodedError `BUILD_FAILED` with the last lines of the build
 */
export async function buildImages(
  context: Context,
  compose: Compose,
  { services, signal }: BuildRequest,
): Promise<void> {
  if (services.length === 0) return;
  context.report({ type: 'step-started', step: 'build' });
  const result = await compose.build(services, {
    signal,
    onLine: ({ text }) => context.report({ type: 'output', tool: 'docker compose build', text }),
  });
  signal.throwIfAborted();
  if (result.exitCode === 0) return context.report({ type: 'step-done', step: 'build', detail: services.join(', ') });
  context.report({ type: 'step-failed', step: 'build', reason: services.join(', ') });
  throw new CodedError(`The image of ${services.join(', ')} could not be built`, {
    code: 'BUILD_FAILED',
    hint: 'Nothing was started. Mend what the build reports, then run the command again.',
    detail: `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-15).join('\n'),
  });
}
