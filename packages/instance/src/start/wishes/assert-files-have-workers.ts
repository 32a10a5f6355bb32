import { readFile } from 'node:fs/promises';
import type { Context } from '../../core/context.ts';
import type { Instance } from '../../core/instance.ts';
import type { ComposeFileChoice } from '../../compose-file/choose-compose-file.ts';
import { extraWorkersFor } from '../plan-workers.ts';
import type { StartOptions } from '../start-options.ts';
import { withoutWorkers } from '../without-workers.ts';

/**
 * Refuses a number of workers that the files of a local-prod do not have, as far as they can be read. What cannot is left to the
 * resolved file.
 *
 * @throws CodedError `COMPOSE_INVALID`, naming the workers; `USAGE` for a number that the kind cannot have
 */
export async function assertFilesHaveWorkers(
  { env }: Context,
  { kind, path }: Instance,
  { choice, count }: { readonly choice: ComposeFileChoice; readonly count: StartOptions['workers'] },
): Promise<void> {
  if (kind.extraWorkers === undefined || typeof count !== 'number' || choice.shipped) return;
  const wanted = extraWorkersFor(count, kind.extraWorkers);
  if (wanted.length === 0) return;
  // Loaded where it is used: a YAML parser is large.
  const { readComposeFiles } = await import('../../compose-file/read-compose-files.ts');
  const { services, unknown } = await readComposeFiles(choice.files, { directory: path, env });
  const missing = wanted.filter((name) => !(name in services));
  if (missing.length === 0 || unknown.length > 0) return;
  const texts = await Promise.all(choice.files.map(async (file) => await readFile(file, 'utf8').catch(() => '')));
  throw withoutWorkers(missing, choice, texts);
}
