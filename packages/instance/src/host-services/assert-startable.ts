import { join } from 'node:path';
import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { isThere } from '../core/stats-at.ts';
import type { HostServiceKind } from '../core/host-service-kinds.ts';

const ASK_MS = 10_000;

/** The program of a host service. */
export function mainOf({ path }: Pick<Instance, 'path'>, { directory }: HostServiceKind): string {
  return join(path, directory, 'main.py');
}

/**
 * Refuses before anything is asked for or started what cannot start.
 *
 * @throws CodedError `HOST_SERVICE_MISSING`, `UV_MISSING`
 */
export async function assertStartable(
  { env, run }: Pick<Context, 'env' | 'run'>,
  instance: Instance,
  kinds: readonly HostServiceKind[],
): Promise<void> {
  for (const kind of kinds) {
    const main = mainOf(instance, kind);
    if (await isThere(main)) continue;
    throw new CodedError(`${kind.name} cannot start: there is no ${main}`, {
      code: 'HOST_SERVICE_MISSING',
      hint: `This revision of KTRDR does not have it, or it was deleted. To check: git -C ${quoteArgument(instance.path)} status`,
    });
  }
  const { missing } = await run('uv', ['--version'], { env, ownSession: true, timeoutMs: ASK_MS });
  if (!missing) return;
  throw new CodedError('uv is not installed, or not on the PATH', {
    code: 'UV_MISSING',
    hint: 'Host services need it. Install it, and open a new terminal: https://docs.astral.sh/uv/getting-started/installation/',
  });
}
