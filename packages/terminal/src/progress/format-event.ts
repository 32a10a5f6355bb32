import type { InstanceEvent } from '@ktrdr/instance';
import { printable } from '../format/printable.ts';
import type { Style } from '../format/style.ts';

// What Compose prints of every container is the gate's business, and shown by its steps.
const ROUTINE = /^\s*(Container|Network|Volume|Config|Secret) \S+\s+\S+\s*$/;

/** Whether a tool's line says nothing that a person waits for. */
export function isRoutineOutput(text: string): boolean {
  const said = printable(text);
  return ROUTINE.test(said) || said.trim() === '';
}

/** An event as lines of text; none for what is not worth one. */
export function formatEvent(event: InstanceEvent, style: Style): string[] {
  switch (event.type) {
    case 'instance':
      return [`${style.bold(`${event.doing} ${event.id}`)} ${style.dim(printable(event.path))}`];
    case 'note':
      return [`${style.cyan('note')} ${printable(event.text)}`];
    case 'warning':
      return [`${style.yellow('warning')} ${printable(event.text)}`];
    case 'step-started':
    case 'step-waiting':
      return [];
    case 'step-done':
      return [
        `  ${style.green('✓')} ${event.step}${event.detail === undefined ? '' : style.dim(` ${printable(event.detail)}`)}`,
      ];
    case 'step-failed':
      return [`  ${style.red('✗')} ${event.step} ${printable(event.reason)}`];
    case 'output':
      return isRoutineOutput(event.text) ? [] : [style.dim(`    ${printable(event.text).trim()}`)];
  }
}
