import { type CheckoutFields, checkoutFields } from '@ktrdr/instance/internal';
import { isCodedError } from '@ktrdr/errors';
import type { Session } from '@ktrdr/terminal';

/** What the Compose file of a clone reads of the 1Password item; undefined where that cannot be found out, which a start then says. */
export async function fieldsAt(
  { context }: Pick<Session, 'context'>,
  path: string,
): Promise<CheckoutFields | undefined> {
  try {
    return await checkoutFields(context, path);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}
