/** Whether a tool says that a disk has no room left. */
export function saysDiskFull(output: string): boolean {
  return /no space left on device|\bENOSPC\b|disk quota exceeded/i.test(output);
}
