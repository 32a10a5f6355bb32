import { join } from 'node:path';
import type { Context } from './context.ts';

/** For the agent of which directory an instance was made. The registry's records take no field more, so it is beside them. */
export interface Maker {
  /** The real path of where the agent's server was started. */
  readonly directory: string;
  /** When the instance was made, as registered. */
  readonly createdAt: string;
}

/** Where that is written. */
export function makerFile({ home }: Pick<Context, 'home'>, id: string): string {
  return join(home.makers, `${id}.json`);
}
