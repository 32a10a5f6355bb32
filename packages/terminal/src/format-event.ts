import type { InstanceEvent } from '@ktrdr/instance';
import type { Style } from './style.ts';

// What Compose prints of every container is the gate's business, and shown by its steps.
const ROUTINE = /^\s*(Container|Network|Volume|Config|Secret) \S+\s+\S+\s*$/;

/** An event as lines of text; none for what is not worth one. */
export function formatEvent(event: InstanceEvent, style: Style): string[] {
  switch (event.type) {
    case 'instance':
      return [`${style.bold(`${event.doing} ${event.id}`)} ${style.dim(event.path)}`];
    case 'note':
      return [`${style.cyan('note')} ${event.text}`];
    case 'warning':
      return [`${style.yellow('warning')} ${event.text}`];
    case 'step-started':
      return [];
    case 'step-done':
      return [`  ${style.green('✓')} ${event.step}${event.detail === undefined ? '' : style.dim(` ${event.detail}`)}`];
    case 'step-failed':
      return [`  ${style.red('✗')} ${event.step} ${event.reason}`];
    case 'output':
      return ROUTINE.test(event.text) || event.text.trim() === '' ? [] : [style.dim(`    ${event.text.trim()}`)];
  }
}
