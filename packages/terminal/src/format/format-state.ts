import type { InstanceState } from '@ktrdr/instance';
import type { Style } from './style.ts';

/** The state of an instance in the colour of its urgency. */
export function formatState(state: InstanceState, style: Style): string {
  const color = {
    running: style.green,
    partial: style.yellow,
    stopped: style.dim,
    missing: style.red,
    unknown: style.red,
  }[state];
  return color(state);
}
