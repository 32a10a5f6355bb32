import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, hasCode } from '@ktrdr/errors';

export interface ComposeFileChoice {
  /** Absolute paths, later ones merged over earlier ones. */
  readonly files: readonly string[];
  /** Whether it is the one that comes with this package. */
  readonly shipped: boolean;
  /** Whether the user named them, now or for an earlier start. */
  readonly origin: 'found' | 'asked' | 'remembered';
}

export interface ComposeFileOptions {
  /** The instance's directory. */
  readonly directory: string;
  /** Absolute paths of those that the user named; none: what there is. */
  readonly requested: readonly string[];
  /** Whether they were named for an earlier start. */
  readonly isRemembered: boolean;
  readonly shipped: string;
}

/**
 * Which Compose files an instance runs, first match: the requested ones; `docker-compose.sandbox.yml` in its directory;
 * `docker-compose.yml` there, if it interpolates `KTRDR_API_PORT`; the shipped one.
 *
 * @throws CodedError `COMPOSE_FILE_MISSING` when a requested file cannot be read
 */
export async function chooseComposeFiles(options: ComposeFileOptions): Promise<ComposeFileChoice> {
  const { directory, requested, isRemembered, shipped } = options;
  if (requested.length > 0) {
    for (const file of requested) await assertReadable(file, isRemembered);
    return { files: requested, shipped: false, origin: isRemembered ? 'remembered' : 'asked' };
  }
  const own = join(directory, 'docker-compose.sandbox.yml');
  if ((await textOf(own)) !== undefined) return { files: [own], shipped: false, origin: 'found' };
  const general = join(directory, 'docker-compose.yml');
  const text = await textOf(general);
  if (text !== undefined && interpolatesApiPort(text)) return { files: [general], shipped: false, origin: 'found' };
  return { files: [shipped], shipped: true, origin: 'found' };
}

async function assertReadable(file: string, isRemembered: boolean): Promise<void> {
  if ((await textOf(file)) !== undefined) return;
  throw new CodedError(
    isRemembered ? `The Compose file of an earlier up is gone: ${file}` : `Compose file not found: ${file}`,
    {
      code: 'COMPOSE_FILE_MISSING',
      hint: isRemembered
        ? 'Bring it back, name others with --compose-file, or forget it with --no-compose-file.'
        : 'Name an existing file with --compose-file, or omit the option.',
    },
  );
}

/** Whether a Compose file takes its API port from us; a mention in a comment does not count. */
export function interpolatesApiPort(text: string): boolean {
  return text.split('\n').some((line) => /^[^#]*\$\{?KTRDR_API_PORT\b/.test(line));
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw new CodedError(`Cannot read ${file}`, {
      code: 'COMPOSE_FILE_MISSING',
      hint: 'Make it a file that you can read.',
      cause: error,
    });
  }
}
