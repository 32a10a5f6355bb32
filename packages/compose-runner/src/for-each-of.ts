import { isCodedError } from '@ktrdr/errors';
import { dockerFailed } from '@ktrdr/engine';

/**
 * Has the same done to several things, at the same time. Where the Engine refuses one, the others are done all the same, as `docker` does it.
 *
 * @param doing what is tried with these, to follow "Could not"
 * @throws CodedError `DOCKER_FAILED` with all that the Engine has said; first what else went wrong, as where it does not answer
 */
export async function forEachOf(
  names: readonly string[],
  doing: (names: readonly string[]) => string,
  act: (name: string, asked: { readonly doing: string }) => Promise<unknown>,
): Promise<void> {
  const outcomes = await Promise.allSettled(names.map(async (name) => await act(name, { doing: doing([name]) })));
  const said: string[] = [];
  const failed: string[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') continue;
    const error: unknown = outcome.reason;
    if (!isCodedError(error) || error.code !== 'DOCKER_FAILED') throw error;
    said.push(error.detail ?? error.message);
    failed.push(...names.slice(index, index + 1));
  }
  if (said.length > 0) throw dockerFailed(doing(failed), said.join('\n'));
}
