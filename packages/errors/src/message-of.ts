/** The message of whatever was thrown, as one string. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
