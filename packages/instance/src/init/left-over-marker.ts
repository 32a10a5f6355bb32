import { CodedError, quoteArgument } from '@ktrdr/errors';

/** @throws CodedError `ALREADY_INITIALIZED` for an `.env.sandbox` that no registered instance accounts for, with the command that removes it */
export function leftOverMarker(path: string, marker: Readonly<Record<string, string>>): CodedError {
  const file = `${path}/.env.sandbox`;
  const of = marker['INSTANCE_ID'] === undefined ? '' : ` (of ${marker['INSTANCE_ID']})`;
  return new CodedError(`${path} is already initialized: ${file} exists${of}, but no instance is registered here`, {
    code: 'ALREADY_INITIALIZED',
    hint: `If nothing needs it any more, remove it and run init again: rm ${quoteArgument(file)}`,
  });
}
