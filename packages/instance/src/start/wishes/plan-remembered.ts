import { isAbsolute, relative, resolve } from 'node:path';
import { CodedError } from '@ktrdr/errors';
import type { StartOptions } from '../start-options.ts';
import type { Remembered } from '../../env-file/remembered.ts';

export type Asked = Pick<StartOptions, 'composeFiles' | 'workers' | 'without' | 'with' | 'cwd'>;

/**
 * What is remembered once a start with these options has begun.
 *
 * @param directory the instance's
 * @throws CodedError `USAGE` for a service that is both asked for and to be left out, and for a file that cannot be remembered
 */
export function planRemembered(before: Remembered, asked: Asked, directory: string): Remembered {
  const { composeFiles, workers, without = [], with: wanted = [], cwd } = asked;
  const both = without.filter((name) => wanted.includes(name));
  if (both.length > 0) {
    throw new CodedError(`${both.join(', ')} cannot be both left out and started`, {
      code: 'USAGE',
      hint: 'Name it with one of --without and --with only.',
    });
  }
  return {
    composeFiles:
      composeFiles === undefined
        ? before.composeFiles
        : composeFiles === 'own'
          ? []
          : composeFiles.map((file) => portable(resolve(cwd, file), directory)),
    workers: workers === undefined ? before.workers : workers === 'all' ? undefined : workers,
    without: [...new Set([...before.without, ...without])].filter((name) => !wanted.includes(name)).toSorted(),
  };
}

/** A path that holds where the directory is moved with what is in it. */
function portable(file: string, directory: string): string {
  const path = relative(directory, file);
  const kept = path.startsWith('..') || isAbsolute(path) ? file : path;
  if (!kept.includes(':')) return kept;
  throw new CodedError(`A Compose file cannot have a colon in its path: ${file}`, {
    code: 'USAGE',
    hint: 'Colons separate the files that are remembered. Move or rename it.',
  });
}
