import { CodedError, withoutCredentials } from '@ktrdr/errors';

/** @throws CodedError `NOT_KTRDR`, naming the remotes without their credentials */
export function notKtrdr(path: string, remoteUrls: readonly string[]): CodedError {
  const found =
    remoteUrls.length === 0
      ? 'it has no remote'
      : `its remotes are ${[...new Set(remoteUrls)].map(withoutCredentials).join(', ')}`;
  return new CodedError(`Not a KTRDR repository: ${path} (${found})`, {
    code: 'NOT_KTRDR',
    hint: 'Run the command in a clone of KTRDR: a URL of one of its remotes contains "ktrdr".',
  });
}
