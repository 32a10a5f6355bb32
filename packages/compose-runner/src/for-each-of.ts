import { isCodedError } from '@ktrdr/errors';
import { dockerFailed } from '@ktrdr/engine';

/**
 * Has the same done to several things, one after the other. Where the Engine refuses one, the others are done all the same, as `docker` does it.
 *
 * @param doing what is tried, to follow "Could not"
 * @throws CodedError `DOCKER_FAILED` with all that the Engine has said; at once where it does not answer
 */
export async function forEachOf(
  names: readonly string[],
  doing: string,
  act: (name: string, asked: { readonly doing: string }) => Promise<unknown>,
): Promise<void> {
  const said: string[] = [];
  for (const name of names) {
    try {
      await act(name, { doing });
    } catch (error) {
      if (!isCodedError(error) || error.code !== 'DOCKER_FAILED') throw error;
      said.push(error.detail ?? error.message);
    }
  }
  if (said.length > 0) throw dockerFailed(doing, said.join('\n'));
}
