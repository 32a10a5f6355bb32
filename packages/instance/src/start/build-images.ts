import { CodedError } from '@ktrdr/errors';
import { builtImages, type Compose, type ComposeConfig } from '@ktrdr/compose-runner';
import type { Context } from '../context.ts';

export interface BuildRequest {
  /** Build images also where they exist. */
  readonly build: boolean;
  readonly signal: AbortSignal;
}

/**
 * Builds the project's own images that do not exist, or all of them. Done before the containers are started: `up` would
 * first try to pull an image that only one of its services builds, and building does not count towards the timeout.
 *
 * @throws CodedError `BUILD_FAILED` with the last lines of the build
 */
export async function buildImages(
  context: Context,
  { compose, config }: { readonly compose: Compose; readonly config: ComposeConfig },
  { build, signal }: BuildRequest,
): Promise<void> {
  const images = builtImages(config);
  const there = await Promise.all(images.map(async ({ image }) => !build && (await context.docker.imageExists(image))));
  const services = images.filter((_, index) => there[index] !== true).map(({ service }) => service);
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
