import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CodedError, hasCode } from '@ktrdr/errors';

export interface ComposeFileChoice {
  /** Absolute path. */
  readonly file: string;
  /** Whether it is the one that comes with this package. */
  readonly shipped: boolean;
}

export interface ComposeFileOptions {
  /** The instance's directory. */
  readonly directory: string;
  /** What the user named, resolved against `cwd`. */
  readonly requested?: string | undefined;
  readonly cwd: string;
  readonly shipped: string;
}

/**
 * Which Compose file an instance runs, first match: the requested one; `docker-compose.sandbox.yml` in its directory;
 * `docker-compose.yml` there, if it interpolates `KTRDR_API_PORT`; the shipped one.
 *
 * @throws CodedError `COMPOSE_FILE_MISSING` when the requested file cannot be read
 */
export async function chooseComposeFile(options: ComposeFileOptions): Promise<ComposeFileChoice> {
  const { directory, requested, cwd, shipped } = options;
  if (requested !== undefined) {
    const file = resolve(cwd, requested);
    if ((await textOf(file)) !== undefined) return { file, shipped: false };
    throw new CodedError(`Compose file not found: ${file}`, {
      code: 'COMPOSE_FILE_MISSING',
      hint: 'Name a file that exists with --compose-file, or leave the option out.',
    });
  }
  const own = join(directory, 'docker-compose.sandbox.yml');
  if ((await textOf(own)) !== undefined) return { file: own, shipped: false };
  const general = join(directory, 'docker-compose.yml');
  const text = await textOf(general);
  if (text !== undefined && interpolatesApiPort(text)) return { file: general, shipped: false };
  return { file: shipped, shipped: true };
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
