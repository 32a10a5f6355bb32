import { quoteArgument } from '@ktrdr/errors';
import { LOCAL_PROD_ID } from './kinds.ts';

/** The command that destroys an instance, from any directory. */
export function destroyCommand({ id }: { readonly id: string }): string {
  return id === LOCAL_PROD_ID ? 'ktrdr local-prod destroy' : `ktrdr sandbox destroy --name ${quoteArgument(id)}`;
}
