/**
 * By how many milliseconds another clock is ahead of ours; 0 where it may be the same.
 *
 * @param time what the other clock said (ms), between `asked` and `answered` by ours; not a number where it said nothing
 */
export function clockAhead(
  time: number,
  { asked, answered }: { readonly asked: number; readonly answered: number },
): number {
  if (time > answered) return time - answered;
  return time < asked ? time - asked : 0;
}
