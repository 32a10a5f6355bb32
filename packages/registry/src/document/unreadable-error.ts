import { CodedError } from '@ktrdr/errors';

/** A registry file that cannot be used, and is left exactly as it is. Code `REGISTRY_UNREADABLE`, or `REGISTRY_FORBIDDEN` where permissions are all that is missing. */
export function unreadableError(
  file: string,
  reason: string,
  options: { hint?: string; cause?: unknown; code?: 'REGISTRY_FORBIDDEN' } = {},
) {
  return new CodedError(`Cannot read the registry ${file}: ${reason}`, {
    code: options.code ?? 'REGISTRY_UNREADABLE',
    hint:
      options.hint ??
      'Nothing was changed. Repair the file or restore it from a backup; or move it aside to start an empty registry, in which every instance must be registered again.',
    cause: options.cause,
  });
}
