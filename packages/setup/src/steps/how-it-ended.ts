/** How a command that failed has ended, in words. */
export function howItEnded({
  exitCode,
  signal,
}: {
  readonly exitCode: number | undefined;
  readonly signal?: string | undefined;
}): string {
  if (exitCode !== undefined) return `it exited with ${exitCode}`;
  return signal === undefined ? 'it could not be started' : `${signal} ended it`;
}
