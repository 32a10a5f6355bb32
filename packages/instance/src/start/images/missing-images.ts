import { join } from 'node:path';
import { CodedError, quoteArgument } from '@ktrdr/errors';
import { instanceCommand } from '../../core/instance-command.ts';
import type { Context } from '../../core/context.ts';
import { saysOtherProcessor } from '../../core/says-other-processor.ts';
import { runGit } from '../../git/run-git.ts';
import type { Instance } from '../../core/instance.ts';
import { fittingDockerfile } from './fitting-dockerfile.ts';
import type { NamedImage } from './plan-images.ts';

/**
 * Refuses what the Engine does not have and the file does not let it pull.
 *
 * @throws CodedError `IMAGE_MISSING`
 */
export async function assertMayBePulled(
  context: Context,
  instance: Instance,
  missing: readonly NamedImage[],
): Promise<void> {
  const kept = missing.find(({ pulled }) => !pulled);
  if (kept !== undefined) throw await imageMissing(context, instance, kept);
}

/**
 * An image that the file names, does not build, and that cannot be had.
 *
 * @param answer the registry's, or why it could not be asked; undefined where the file forbids asking
 * @returns CodedError `IMAGE_MISSING`, with the command that builds it where the checkout has a Dockerfile that fits
 */
export async function imageMissing(
  context: Context,
  instance: Instance,
  { image, services }: NamedImage,
  answer?: string,
): Promise<CodedError> {
  const which = services.length === 1 ? `service ${services[0]}` : `services ${services.join(', ')}`;
  const { path } = instance;
  const dockerfile = fittingDockerfile(image, await dockerfilesOf(context, path));
  const again = instanceCommand('up', instance);
  const isOfOthers = saysOtherProcessor(answer ?? '');
  const otherwise = isOfOthers
    ? 'In the Compose file, name an image that exists for this processor or, if this machine can emulate another, the platform (for example platform: linux/amd64), then'
    : 'Check your connection to the registry, log in if it requires it (docker login), build or load the image (docker build, docker load), or name another in the Compose file, then';
  const hint =
    dockerfile === undefined
      ? `Nothing was started. ${otherwise} run the command again: ${again}`
      : `Nothing was started. The checkout has a Dockerfile for it. Build it, then run the command again:
docker build --tag ${quoteArgument(image)} --file ${quoteArgument(join(path, dockerfile))} ${quoteArgument(path)}
${again}`;
  return new CodedError(
    `${image} ${isOfOthers ? 'is for other processors only' : 'is missing'}: ${which} of the Compose file ${services.length === 1 ? 'runs' : 'run'} it`,
    {
      code: 'IMAGE_MISSING',
      hint,
      detail: answer ?? 'The Compose file says pull_policy: never.',
    },
  );
}

/** Also those that are not committed. Outside a repository none is known. */
async function dockerfilesOf(context: Context, directory: string): Promise<string[]> {
  const pattern = ':(icase,glob)**/*dockerfile*';
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', pattern];
  const { exitCode, stdout } = await runGit(context, directory, args);
  return exitCode === 0 ? stdout.split('\0').filter((path) => path !== '') : [];
}
