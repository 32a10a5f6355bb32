/** A moment: in milliseconds since 1970, or so many milliseconds ago. */
export type Moment = { readonly at: number } | { readonly ago: number };

/** In milliseconds since 1970. @param now the Engine's time, which one that is so long ago needs */
export function momentAt(moment: Moment | undefined, now: number | undefined): number | undefined {
  if (moment === undefined) return undefined;
  return 'at' in moment ? moment.at : (now ?? Date.now()) - moment.ago;
}
