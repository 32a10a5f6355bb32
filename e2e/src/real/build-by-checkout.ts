import { join } from 'node:path';
import { execa } from 'execa';

/** What came of a build by a Dockerfile of a checkout. */
export type BuiltByCheckout =
  | { readonly kind: 'built'; readonly dockerfile: string }
  | { readonly kind: 'failed'; readonly dockerfile: string; readonly reason: string }
  | { readonly kind: 'none' };

const TIMEOUT_MS = 900_000;

/**
 * Builds an image that a checkout's Compose file names and does not build, where the checkout has a Dockerfile of its name:
 * `ktrdr-agent:dev` by `Dockerfile.agent`, in whatever directory.
 *
 * @param env the variables with which docker is run
 */
export async function buildByCheckout(
  { checkout, image }: { readonly checkout: string; readonly image: string },
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<BuiltByCheckout> {
  const [, name = ''] = /^(?:.*\/)?(?:ktrdr-)?([^/:]+)/.exec(image) ?? [];
  const { stdout } = await execa('git', ['-C', checkout, 'ls-files', '--', `:(glob)**/Dockerfile.${name}`]);
  const [dockerfile = ''] = stdout.split('\n');
  if (dockerfile === '') return { kind: 'none' };
  const args = ['build', '--quiet', '--tag', image, '--file', join(checkout, dockerfile), checkout];
  const result = await execa('docker', args, { env, extendEnv: false, reject: false, timeout: TIMEOUT_MS });
  if (!result.failed) return { kind: 'built', dockerfile };
  const reason = result.timedOut ? 'it took too long' : result.stderr.trim().split('\n').at(-1);
  return { kind: 'failed', dockerfile, reason: reason ?? 'docker build failed' };
}
