import picocolors from 'picocolors';
import { isColorOff } from './is-color-off.ts';

/** Colours, or none. */
export type Style = ReturnType<typeof picocolors.createColors>;

export interface StyleOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the output goes to a terminal. */
  readonly isTerminal: boolean;
  /** `--no-color` was given. */
  readonly noColor: boolean;
}

/** Colours on a terminal, unless `--no-color` `NO_COLOR` (https://no-color.org) or the user's settings say otherwise. */
export function createStyle({ env, isTerminal, noColor }: StyleOptions): Style {
  // Always told which: left to itself, it takes CI for a terminal. (A stream that is none has no `isTTY` at all.)
  if (!isTerminal || noColor || env['NO_COLOR'] || env['TERM'] === 'dumb') return picocolors.createColors(false);
  return picocolors.createColors(!isColorOff(env));
}
