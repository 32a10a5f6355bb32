import type { Instance } from '../core/instance.ts';

/**
 * Whether the variables of an `.env.sandbox` say that it was written for this very instance, and for none of the same id that another registry has.
 * The Python tool took the time anew for its file, and wrote it with an offset from UTC (`+00:00`), where we write `Z`: such a time tells nothing.
 */
export function isMarkerOf(
  { id, createdAt }: Pick<Instance, 'id' | 'createdAt'>,
  marker: Readonly<Record<string, string>> | undefined,
): boolean {
  const written = marker?.['CREATED_AT'];
  return marker?.['INSTANCE_ID'] === id && (written?.endsWith('Z') !== true || written === createdAt);
}
