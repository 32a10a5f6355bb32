/** Which signal ends a command, when, and whether it goes to the whole group, as from a terminal, or to the command alone. */
export interface Kill {
  readonly signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT';
  /** The child that a step starts, and nothing else: a git or a docker that somebody ends. */
  readonly target: 'group' | 'process' | 'child';
  readonly at:
    | { readonly step: number; readonly moment: 'before' | 'during' | 'after' }
    /** The first step whose line matches this expression. */
    | { readonly line: string; readonly moment: 'before' | 'during' | 'after' }
    /** A share of the time that the command takes undisturbed. */
    | { readonly share: number };
}

/** Enough to do it once more. */
export function describeKill({ signal, target, at }: Kill): string {
  return `${signal} to the ${target} ${whenOf(at)}`;
}

function whenOf(at: Kill['at']): string {
  if ('share' in at) return `after ${at.share.toFixed(3)} of its time`;
  return 'step' in at ? `${at.moment} step ${at.step}` : `${at.moment} ${at.line}`;
}
