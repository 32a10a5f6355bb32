import { join } from 'node:path';

/** What we keep about an Engine that we started. */
export function stateFiles(stateDir: string): { readonly log: string; readonly pid: string } {
  return { log: join(stateDir, 'dockerd.log'), pid: join(stateDir, 'dockerd.pid') };
}
