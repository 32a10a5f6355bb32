import { CodedError, hasCode, isCodedError } from '@ktrdr/errors';
import type { Instance } from '@ktrdr/instance';

/** A start's own error, which says that the sandbox is there all the same, and how to go on. */
export function butCreated(error: unknown, { id, path }: Instance, startCommand: string): unknown {
  // A hook that failed says by itself what stands.
  if (!isCodedError(error) || hasCode(error, 'HOOK_FAILED')) return error;
  const { message, code, detail } = error;
  const stays = thatCreated({ id, path }, startCommand);
  const hint = error.hint === undefined ? stays : `${error.hint}\n${stays}`;
  const failed = new CodedError(message, { code, detail, hint, cause: error });
  return 'failures' in error ? Object.assign(failed, { failures: error.failures }) : failed;
}

/** What is there all the same, and how to go on. */
export function thatCreated({ id, path }: Pick<Instance, 'id' | 'path'>, startCommand: string): string {
  return `The sandbox ${id} was created and stays: ${path}. Once that is fixed: ${startCommand}`;
}
