import { lacks } from './lacks.ts';
import type { RunResult } from '@ktrdr/process';
import * as z from 'zod/mini';
import { labels } from './labels.ts';
import { parseJsonLines } from './parse-json.ts';

/** What tells whether Compose made a container. */
export interface MadeFrom {
  readonly id: string;
  /** The id of the image that it was made from. */
  readonly imageId: string;
  /** The id of the image that it was made from, by its labels; empty without that label. */
  readonly recordedImage: string;
  /** The label that Compose gives to everything it makes; empty without it. */
  readonly configHash: string;
}

/** How the Engine is asked. */
interface Asking {
  readonly command: (args: readonly string[]) => Promise<RunResult>;
  readonly failure: (doing: string, result: RunResult) => Error;
}

const NO_SUCH_IMAGE = /no such image|image not known/i;

/**
 * Finds containers that have labels of Compose's though Compose did not make them: an image hands its labels on to whatever is run from it. One that
 * Compose built has those of project and service; one that was made of a container (`docker commit`) has all of that container's.
 *
 * Compose writes into each container's labels which image it made it from, and no image can name itself: a container whose image has that very
 * label got it from there. Found by trying with Compose 2.26.
 *
 * @returns their ids
 */
export async function notMadeByCompose(containers: readonly MadeFrom[], asking: Asking): Promise<ReadonlySet<string>> {
  const suspects = containers.filter((one) => one.recordedImage !== '' && one.recordedImage !== one.imageId);
  const recorded = await recordedByImages([...new Set(suspects.map(({ imageId }) => imageId))], asking);
  // Of an image that is gone nobody can tell what it handed on.
  const heirs = suspects.filter((one) => (recorded.get(one.imageId) ?? one.recordedImage) === one.recordedImage);
  const unmade = containers.filter(({ configHash }) => configHash === '');
  return new Set([...heirs, ...unmade].map(({ id }) => id));
}

const row = z.object({ id: z.string(), recorded: z.string() });

/** What images have as the label of the image that a container was made from, by their ids; empty where they have none. */
async function recordedByImages(
  ids: readonly string[],
  { command, failure }: Asking,
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  // Without any label, there is no map to look into.
  const label = `{{with .Config.Labels}}{{with index . "${labels.image}"}}{{json .}}{{else}}""{{end}}{{else}}""{{end}}`;
  const result = await command(['image', 'inspect', '--format', `{"id":{{json .Id}},"recorded":${label}}`, ...ids]);
  if (result.exitCode !== 0 && !lacks(result, NO_SUCH_IMAGE)) throw failure('look at images', result);
  return new Map(
    parseJsonLines('docker image inspect', result.stdout, row).map(({ id, recorded }) => [id, recorded] as const),
  );
}
