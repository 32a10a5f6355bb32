import { CodedError, isCodedError } from '@ktrdr/errors';

const CODE = 'SECRETS_UNAVAILABLE';

/** Why secrets cannot be had. */
export type SecretsReason =
  /** There is no `op` on the PATH. */
  | 'not-installed'
  /** No account, no session, no approval, or no connection to the 1Password app. */
  | 'not-signed-in'
  /** There is no such account, or `op` knows several and was not told which. */
  | 'no-account'
  /** There is no such vault, or a service account was not told which. */
  | 'no-vault'
  /** The account has no such item outside the archive. */
  | 'no-item'
  /** Several items have this name. */
  | 'several-items'
  /** The item has no field with this label. */
  | 'field-missing'
  | 'field-empty'
  /** Several fields have this label, with different values. */
  | 'field-ambiguous'
  /** Too short, of another type than text or concealed, or nothing that an environment variable can hold. */
  | 'field-invalid'
  /** `op` gave no answer within the time limit. */
  | 'timed-out'
  /** `op` succeeded and printed something else than an item. */
  | 'unexpected-output'
  /** `op` failed for a reason that is not known here; `detail` has its own words. */
  | 'failed';

export interface SecretsUnavailableOptions {
  readonly reason: SecretsReason;
  readonly item: string;
  /** The labels of the fields that are the problem, if it is about fields. */
  readonly fields?: readonly string[];
  readonly hint: string;
  readonly detail?: string | undefined;
}

/**
 * Secrets that cannot be had: code `SECRETS_UNAVAILABLE`, whatever the reason. Neither the message nor the hint nor
 * the detail ever holds a value.
 */
export class SecretsUnavailableError extends CodedError {
  readonly reason: SecretsReason;
  readonly item: string;
  readonly fields: readonly string[];

  constructor(message: string, { reason, item, fields = [], hint, detail }: SecretsUnavailableOptions) {
    super(message, { code: CODE, hint, detail });
    this.reason = reason;
    this.item = item;
    this.fields = fields;
  }
}

/** What may mend it when it is named: the vault or the account of the item. */
export function unnamedPlace({ reason }: Pick<SecretsUnavailableError, 'reason'>): 'vault' | 'account' | undefined {
  if (reason === 'no-account') return 'account';
  return reason === 'no-vault' || reason === 'several-items' ? 'vault' : undefined;
}

/** Whether `error` is a {@link SecretsUnavailableError}, also one made by another installed copy of this package. */
export function isSecretsUnavailable(error: unknown): error is SecretsUnavailableError {
  return isCodedError(error) && error.code === CODE && 'reason' in error;
}
