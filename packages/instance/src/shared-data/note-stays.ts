import type { Context } from '../core/context.ts';
import { firstOf } from './shared-errors.ts';

/** Says what stays where copies are made, because no copy has put it there. */
export function noteStays({ report }: Pick<Context, 'report'>, paths: readonly string[]): void {
  if (paths.length === 0) return;
  report({ type: 'note', text: `Left in the directory for copies, because no copy put it there: ${firstOf(paths)}` });
}
