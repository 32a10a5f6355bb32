import { basename } from 'node:path';
import { CodedError } from '@ktrdr/errors';
import type { ComposeFileChoice } from '../compose-file/choose-compose-file.ts';

/** @param texts of the files, to see whether the workers are there as comments */
export function withoutWorkers(
  missing: readonly string[],
  { files }: ComposeFileChoice,
  texts: readonly string[],
): CodedError {
  const isComment = (name: string): boolean =>
    texts.some((text) => new RegExp(`^\\s*#[#\\s]*${name}:`, 'm').test(text));
  const names = files.map((file) => basename(file)).join(', ');
  const commented = missing.every(isComment);
  return new CodedError(
    `${names} has no service ${missing.join(', ')}${commented ? `: ${missing.length === 1 ? 'it is' : 'they are'} commented out there` : ''}`,
    {
      code: 'COMPOSE_INVALID',
      hint: commented
        ? 'Uncomment them, or ask for fewer workers with --workers.'
        : 'Ask for fewer workers with --workers, or add those services to the file.',
    },
  );
}
