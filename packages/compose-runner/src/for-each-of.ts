import { isCodedError } from '@ktrdr/errors';
import { dockerFailed } from '@ktrdr/engine';

/**
 * Has the same done to several things, at the same time. Where the Engine refuses one, the others are done all the same, as `docker` does it.
 *
 * @param doing what is tried, to follow "Could not"
 * @throws CodedError `DOCKER_FAILED` with all that the Engine has said; first what else went wrong, as where it does not answer
 */
export async function forEachOf(
  names: readonly string[],
  doing: string,
  act: (name: string, asked: { readonly doing: string }) => Promise<unknown>,
): Promise<void> {
  const outcomes = await Promise.allSettled(names.map(async (name) => await act(name, { doing })));
  const said: string[] = [];
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    const error: unknown = outcome.reason;
    if (!isCodedError(error) || error.code !== 'DOCKER_FAILED') throw error;
    said.push(error.detail ?? error.message);
  }
  if (said.length > 0) throw dockerFailed(doing, said.join('\n'));
}
