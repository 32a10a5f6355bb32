import { stripVTControlCharacters } from 'node:util';
import { createRedactor } from '../redact/create-redactor.ts';
import { type ItemAddress, itemCreateCommand, itemGetCommand, signInCommand } from './op-command.ts';
import type { RunOptions, RunResult } from '@ktrdr/process';
import type { ItemField } from './secret-field.ts';
import { type SecretsReason, SecretsUnavailableError } from './secrets-unavailable.ts';

const INSTALL = 'brew install 1password-cli (macOS), or see https://developer.1password.com/docs/cli/get-started';
const APP_INTEGRATION = 'https://developer.1password.com/docs/cli/app-integration';
const LONGEST_DETAIL = 2000;

/** What was asked of `op`. */
export interface ItemRequest {
  readonly address: ItemAddress;
  readonly fields: readonly ItemField[];
  readonly env: RunOptions['env'];
  readonly timeoutMs: number;
}

interface Symptom {
  /** Matches what `op` wrote to standard error. */
  readonly pattern: RegExp;
  readonly reason: SecretsReason;
  readonly message: (request: ItemRequest) => string;
  readonly hint: (request: ItemRequest) => string;
  /** Whether `op`'s own words say more than the message does. */
  readonly detail?: true;
}

/**
 * What `op` says when it fails; it exits with 1 whatever the cause, so its words decide. The first match counts: the
 * ones that quote a name come first, because a name may hold any words. Where each text was seen: test/fixtures.
 */
const symptoms: readonly Symptom[] = [
  {
    pattern: /isn['’]t an item\b/,
    reason: 'no-item',
    message: ({ address }) => `1Password has no item ${address.item}${inVault(address)}`,
    hint: ({ address, fields }) =>
      `Create it, with your own values: ${itemCreateCommand(address, fields)}. If another account has it: op account list`,
  },
  {
    pattern: /isn['’]t a vault\b/,
    reason: 'no-vault',
    message: ({ address }) => `1Password has no vault ${address.vault ?? 'of that name'} in this account`,
    hint: () => 'Choose one of: op vault list',
  },
  {
    pattern: /a vault query must be provided/,
    reason: 'no-vault',
    message: ({ address }) => `op reads as a service account, which must be told the vault of item ${address.item}`,
    hint: () => 'Name the vault (op vault list shows them), or read as yourself: unset OP_SERVICE_ACCOUNT_TOKEN',
  },
  {
    pattern: /more than one item matches/i,
    reason: 'several-items',
    message: ({ address }) => `1Password has several items called ${address.item}${inVault(address)}`,
    hint: () => 'Keep one and archive the others: op item get <id>; op item delete <id> --archive',
    detail: true,
  },
  {
    pattern: /found no accounts? for filter|no account found for filter/i,
    reason: 'no-account',
    message: ({ address }) => `op does not know the 1Password account ${address.account ?? ''}`.trimEnd(),
    hint: () => 'Choose one of: op account list',
    detail: true,
  },
  {
    pattern: /multiple accounts found/i,
    reason: 'no-account',
    message: () => 'op knows several 1Password accounts and was not told which',
    hint: () => 'Name it (op account list shows them), or: export OP_ACCOUNT=<sign-in address>',
  },
  {
    pattern: /no accounts configured/i,
    reason: 'not-signed-in',
    message: () => 'op has no 1Password account yet',
    hint: () =>
      `Turn on Settings > Developer > Integrate with 1Password CLI in the 1Password app (${APP_INTEGRATION}), or add an account by hand: eval $(op account add --signin)`,
  },
  {
    pattern: /desktop app|1Password app/i,
    reason: 'not-signed-in',
    message: () => 'op cannot reach the 1Password app',
    hint: ({ address }) =>
      `Open and unlock the app, with Settings > Developer > Integrate with 1Password CLI turned on (${APP_INTEGRATION}). Then: ${signInCommand(address)}`,
    detail: true,
  },
  {
    pattern: /authorization (prompt dismissed|timeout|denied)/i,
    reason: 'not-signed-in',
    message: () => 'op was not allowed to read from 1Password',
    hint: () => 'Try again, and approve the request that the 1Password app shows.',
    detail: true,
  },
  {
    pattern: /credentials are not compatible|DecodeSAC|service account (token|session)/i,
    reason: 'not-signed-in',
    message: () => '1Password does not accept OP_SERVICE_ACCOUNT_TOKEN',
    hint: () => 'Set it to a valid token, or read as yourself: unset OP_SERVICE_ACCOUNT_TOKEN',
    detail: true,
  },
  {
    // The last three are what asking for a password without a terminal comes to.
    pattern:
      /signed in|session expired|no active session|session token|operation not supported on socket|inappropriate ioctl|enter the password/i,
    reason: 'not-signed-in',
    message: () => 'op is not signed in to 1Password',
    hint: ({ address }) => `Sign in: ${signInCommand(address)}`,
    detail: true,
  },
  {
    pattern: /unknown (command|flag)/i,
    reason: 'failed',
    message: () => 'This op is too old: version 2 of the 1Password CLI is needed',
    hint: () => `Update it: ${INSTALL}`,
    detail: true,
  },
  {
    pattern: /dial tcp|no such host|network is unreachable|i\/o timeout|TLS handshake|context deadline exceeded/i,
    reason: 'failed',
    message: () => 'op cannot reach the 1Password server',
    hint: () => 'Check the network, then: op vault list',
    detail: true,
  },
];

/**
 * Why a run of `op item get` gave no item, or undefined if it succeeded. Pure. `detail` has what `op` wrote to standard
 * error; standard output, which may hold the values, is not looked at.
 */
export function diagnoseFailure(request: ItemRequest, result: RunResult): SecretsUnavailableError | undefined {
  const { item } = request.address;
  if (result.missing) {
    return new SecretsUnavailableError('The 1Password CLI (op) is not installed', {
      reason: 'not-installed',
      item,
      hint: `Install it: ${INSTALL}`,
    });
  }
  if (result.timedOut) {
    return new SecretsUnavailableError(`1Password did not answer within ${request.timeoutMs / 1000} s`, {
      reason: 'timed-out',
      item,
      hint: `Unlock the 1Password app and answer its request, or sign in: ${signInCommand(request.address)}. Then try again.`,
      detail: wordsOf(request, result.stderr),
    });
  }
  if (result.exitCode === 0) return undefined;

  const symptom = symptoms.find(({ pattern }) => pattern.test(result.stderr));
  if (symptom !== undefined) {
    return new SecretsUnavailableError(symptom.message(request), {
      reason: symptom.reason,
      item,
      hint: symptom.hint(request),
      detail: symptom.detail && wordsOf(request, result.stderr),
    });
  }
  const end = result.exitCode === undefined ? 'was killed' : `failed with exit code ${result.exitCode}`;
  return new SecretsUnavailableError(`op ${end} when asked for item ${item}`, {
    reason: 'failed',
    item,
    hint: `Run it by hand (it conceals values): ${itemGetCommand(request.address)}`,
    detail: wordsOf(request, result.stderr),
  });
}

/** `op`'s words without log prefix and escape sequences, and without the tokens that it was given. */
function wordsOf({ env }: ItemRequest, stderr: string): string | undefined {
  const tokens = Object.entries(env).flatMap(([name, value]) =>
    /^OP_(SESSION|SERVICE_ACCOUNT_TOKEN|CONNECT_TOKEN)/.test(name) && value !== undefined ? [value] : [],
  );
  const words = createRedactor(tokens)
    .redact(stripVTControlCharacters(stderr))
    .replaceAll(/\[ERROR\] (?:\d{4}\/\d\d\/\d\d (?:\d\d:\d\d:\d\d )?)?/g, '')
    .trim()
    .slice(0, LONGEST_DETAIL);
  return words === '' ? undefined : words;
}

function inVault({ vault }: ItemAddress): string {
  return vault === undefined ? '' : ` in vault ${vault}`;
}
