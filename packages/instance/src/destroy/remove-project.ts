import { goneParts, type RemovedParts, removeParts } from '@ktrdr/compose-runner';
import { CodedError, isCodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';

/** The step that leaves volumes alone. */
export const CONTAINERS_AND_NETWORKS = 'remove containers and networks';

/**
 * Removes these parts of a project, as one step. Where that ends half way, what is gone by then is said: in the error, or in a warning where it was
 * interrupted.
 *
 * @returns the names of volumes that are others by now, and were left
 * @param step what it is called, where volumes are to stay
 * @throws CodedError of `removeParts`; the reason of `signal`
 */
export async function removeProject(
  context: Context,
  parts: RemovedParts,
  {
    signal,
    step = 'remove containers, networks and volumes',
  }: { readonly signal: AbortSignal; readonly step?: string | undefined },
): Promise<string[]> {
  context.report({ type: 'step-started', step });
  let replaced: string[];
  try {
    replaced = await removeParts(context.docker, parts, signal);
  } catch (error) {
    const gone = await goneParts(context.docker, parts).then(describeGone, () => undefined);
    if (gone === undefined) throw error;
    if (!isCodedError(error)) {
      context.report({ type: 'warning', text: gone });
      throw error;
    }
    const { message, code, detail, hint } = error;
    throw new CodedError(message, { code, detail, hint: hint === undefined ? gone : `${hint}\n${gone}`, cause: error });
  }
  context.report({ type: 'step-done', step });
  return replaced;
}

/** @returns undefined where nothing is gone */
function describeGone({ containers, networks, volumes }: RemovedParts): string | undefined {
  const parts = [
    ...(containers.length === 0 ? [] : [`containers ${listOf(containers)}`]),
    ...(networks.length === 0 ? [] : [`networks ${listOf(networks)}`]),
    ...(volumes.length === 0 ? [] : [`volumes ${listOf(volumes)}, with what was in them`]),
  ];
  return parts.length === 0 ? undefined : `Gone already: ${parts.join('; ')}.`;
}

const listOf = (parts: readonly { readonly name: string }[]): string => parts.map(({ name }) => name).join(', ');
