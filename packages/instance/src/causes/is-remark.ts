import { CAUSE_CODES } from './cause-codes.ts';
import type { Trouble } from './cause.ts';

/** Whether nothing fails for it, and nothing else follows from it. */
export function isRemark({ code }: Pick<Trouble, 'code'>): boolean {
  return CAUSE_CODES[code].kind === 'remark';
}
