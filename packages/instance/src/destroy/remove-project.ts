import { goneParts, type HeldNetwork, type LeftParts, type RemovedParts, removeParts } from '@ktrdr/compose-runner';
import { CodedError, isCodedError, quoteArgument } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';

/** The step that leaves volumes alone. */
export const CONTAINERS_AND_NETWORKS = 'remove containers and networks';

/**
 * Removes these parts of a project, as one step. Where that ends half way, what is gone by then is said: in the error, or in a warning where it was
 * interrupted. Networks that stay for others are warned of.
 *
 * @returns what was left
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
): Promise<LeftParts> {
  context.report({ type: 'step-started', step });
  let left: LeftParts;
  let asked: RemovedParts = NOTHING;
  try {
    left = await removeParts(context.docker, parts, { signal, onAsked: (more) => (asked = { ...asked, ...more }) });
  } catch (error) {
    const gone = await goneParts(context.docker, parts).catch(() => undefined);
    const lines = whatBecame({ parts, gone, asked, isRefused: isCodedError(error) && REFUSALS.has(error.code) });
    if (lines.length === 0) throw error;
    if (!isCodedError(error)) {
      for (const text of [...lines, 'To remove the rest, run the command again.'])
        context.report({ type: 'warning', text });
      throw error;
    }
    const { message, code, detail, hint } = error;
    throw new CodedError(message, {
      code,
      detail,
      hint: [...(hint === undefined ? [] : [hint]), ...lines].join('\n'),
      cause: error,
    });
  }
  context.report({ type: 'step-done', step });
  for (const network of left.networks) context.report({ type: 'warning', text: stays(network) });
  return left;
}

function stays({ name, containers }: HeldNetwork): string {
  const on = containers.map((one) => `${one.name} (${one.state})`).join(', ');
  const off = containers.map((one) => `docker network disconnect -f ${quoteArgument(name)} ${quoteArgument(one.name)}`);
  const remove = [...off, `docker network rm ${quoteArgument(name)}`].join(' && ');
  return `Network ${name} stays, because containers of other projects are connected to it and could not start without it: ${on}. To remove it anyway: ${remove}`;
}

const NOTHING: RemovedParts = { containers: [], networks: [], volumes: [] };
/** The Engine has answered, and removes nothing more. */
const REFUSALS: ReadonlySet<string> = new Set(['DOCKER_FAILED', 'NETWORK_IN_USE']);

/** How far a removal has come that was interrupted or refused. */
export interface Remnants {
  /** What was to go. */
  readonly parts: RemovedParts;
  /** What the Engine does not have any more; undefined where it does not say. */
  readonly gone: RemovedParts | undefined;
  /** What it was asked to remove by then. */
  readonly asked: RemovedParts;
  /** Whether it ended because the Engine has refused something. */
  readonly isRefused: boolean;
}

/** What is said of that: what is gone, what may go yet, because the Engine was asked and nobody waits for its answer, and what is still there. */
export function whatBecame({ parts, gone, asked, isRefused }: Remnants): string[] {
  const known = gone ?? NOTHING;
  const going = isRefused && gone !== undefined ? NOTHING : without(asked, known);
  const told = [
    ...lineOf('Already gone', known, WITH_CONTENT),
    ...lineOf(gone === undefined ? MAY_BE_GONE : GOING, going, WITH_CONTENT),
  ];
  // Before anything was asked, all is as it was.
  return told.length === 0 ? [] : [...told, ...lineOf('Still there', without(without(parts, known), going))];
}

function without(all: RemovedParts, some: RemovedParts): RemovedParts {
  return {
    containers: all.containers.filter(({ id }) => !some.containers.some((one) => one.id === id)),
    networks: all.networks.filter(({ id }) => !some.networks.some((one) => one.id === id)),
    volumes: all.volumes.filter(({ name }) => !some.volumes.some((one) => one.name === name)),
  };
}

const GOING = 'Docker was asked to remove these and is still doing so';
const MAY_BE_GONE = 'Docker does not answer, but was asked to remove these, so they may be gone';
const WITH_CONTENT = ', with their data';

function lineOf(what: string, parts: RemovedParts, volumes = ''): string[] {
  const words = inWords(parts, volumes);
  return words === '' ? [] : [`${what}: ${words}.`];
}

/** Empty for nothing. */
function inWords({ containers, networks, volumes }: RemovedParts, ofVolumes = ''): string {
  return [
    ...(containers.length === 0 ? [] : [`containers ${listOf(containers)}`]),
    ...(networks.length === 0 ? [] : [`networks ${listOf(networks)}`]),
    ...(volumes.length === 0 ? [] : [`volumes ${listOf(volumes)}${ofVolumes}`]),
  ].join('; ');
}

const listOf = (parts: readonly { readonly name: string }[]): string => parts.map(({ name }) => name).join(', ');
