import { join } from 'node:path';
import type { Context } from './context.ts';
import type { DirectoryIdentity } from './directory-identity.ts';

/** Where the server of an agent was started. */
export interface AgentDirectory {
  /** Its real path. */
  readonly directory: string;
  /** Of the directory itself: one that is made later at the old path is another agent's. */
  readonly identity: DirectoryIdentity;
}

/** For the agent of which directory an instance was made. The registry's records take no field more, so it is beside them. */
export interface Maker extends AgentDirectory {
  /** When the instance was made, as registered. */
  readonly createdAt: string;
}

/** Where that is written. */
export function makerFile({ home }: Pick<Context, 'home'>, id: string): string {
  return join(home.makers, `${id}.json`);
}
