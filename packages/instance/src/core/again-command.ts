import { LOCAL_PROD_ID } from './kinds.ts';

/** The command that registers an instance again, given in its directory. */
export function againCommand(id: string): string {
  return `ktrdr ${id === LOCAL_PROD_ID ? 'local-prod' : 'sandbox'} init --again`;
}
