/** Which signal ends a command, when, and whether it goes to the whole group, as from a terminal, or to the command alone. */
export interface Kill {
  readonly signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT';
  /** The child that a step starts, and nothing else: a git or a docker that somebody ends. */
  readonly target: 'group' | 'process' | 'child';
  readonly at:
    | { readonly step: number; readonly moment: 'before' | 'during' | 'after' }
    /** A share of the time that the command takes undisturbed. */
    | { readonly share: number };
}

/** Enough to do it once more. */
export function describeKill({ signal, target, at }: Kill): string {
  const when = 'step' in at ? `${at.moment} step ${at.step}` : `after ${at.share.toFixed(3)} of its time`;
  return `${signal} to the ${target} ${when}`;
}
