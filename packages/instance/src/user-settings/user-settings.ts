import * as z from 'zod/mini';
import { kinds } from '../core/kinds.ts';

const name = z.string().check(z.minLength(1));
const words = z.array(name).check(z.minLength(1));

/** The file of settings: every key may be left out, and no others are allowed. */
export const userSettings = z.strictObject({
  $schema: z.optional(z.string()),
  color: described(z.boolean(), 'Colours on a terminal: false for none.'),
  hooks: described(
    z.strictObject({
      'post-create': described(words, 'Run in a new sandbox when it is made: a program and its arguments.'),
      'post-up': described(words, 'Run in the directory of an instance when `up` has made it ready.'),
      'pre-destroy': described(words, 'Run in the directory of an instance before anything of it is destroyed.'),
      timeout: described(z.int().check(z.gte(1), z.lte(3600)), 'After so many seconds a hook is ended.'),
    }),
    'Programs of the user that run when something happens to an instance.',
  ),
  sandbox: described(
    z.strictObject({
      from: described(name, 'Where the branch of a new sandbox starts: a branch, a tag, a commit.'),
      own: described(
        z.array(z.enum(['data', 'models', 'strategies'])),
        'Directories of its own checkout that a new sandbox uses in place of the shared ones.',
      ),
      workers: described(z.int().check(z.gte(0), z.lte(99)), 'How many workers a new sandbox runs.'),
      without: described(z.array(name), 'Services that a new sandbox leaves out.'),
    }),
    'For sandboxes when they are made.',
  ),
  secrets: described(
    z.strictObject({
      vault: described(name, 'The 1Password vault, by name or id. A service account needs one.'),
      account: described(name, 'The 1Password account, by sign-in address, name or id.'),
      command: described(
        words,
        'A program and its arguments that print the secrets in place of 1Password: one JSON object of texts on standard output.',
      ),
      items: described(
        z.strictObject({
          'local-prod': described(name, 'The 1Password item of local-prod.'),
          sandbox: described(name, 'The 1Password item of all sandboxes.'),
        }),
        'The 1Password items with the secrets.',
      ),
    }),
    'Where secrets are.',
  ),
});

/** What the user's own programs are run at. */
export const HOOK_NAMES = ['post-create', 'post-up', 'pre-destroy'] as const;

/** For how long a hook may run (s) where no setting says it. */
export const HOOK_TIMEOUT_S = 300;

const PROGRAM = 'a list of words: a program and its arguments';

/** What a user has set. */
export type UserSettings = z.infer<typeof userSettings>;

function described<Schema extends z.ZodMiniType>(schema: Schema, text: string): z.ZodMiniOptional<Schema> {
  return z.optional(schema.check(z.describe(text)));
}

/** A setting: a key that has a value of its own. */
export interface SettingKey {
  /** With dots: `sandbox.from`. */
  readonly key: string;
  /** What a value of it is, in words. */
  readonly is: string;
  /** How it is read where somebody types it. */
  readonly typed: 'text' | 'number' | 'boolean' | 'list' | 'words';
  /** What holds without it, in words. */
  readonly otherwise: string;
  /** An environment variable that is stronger. */
  readonly variable?: string;
}

/** All of them, in the order in which they are shown. */
export const SETTING_KEYS: readonly SettingKey[] = [
  { key: 'color', is: 'true or false', typed: 'boolean', otherwise: 'true', variable: 'NO_COLOR' },
  ...HOOK_NAMES.map((hook): SettingKey => ({ key: `hooks.${hook}`, is: PROGRAM, typed: 'words', otherwise: 'none' })),
  {
    key: 'hooks.timeout',
    is: 'a whole number from 1 to 3600',
    typed: 'number',
    otherwise: String(HOOK_TIMEOUT_S),
  },
  {
    key: 'sandbox.from',
    is: 'a branch, a tag or a commit',
    typed: 'text',
    otherwise: "the remote's default branch",
  },
  {
    key: 'sandbox.own',
    is: 'a list of data, models and strategies',
    typed: 'list',
    otherwise: 'none',
  },
  { key: 'sandbox.workers', is: 'a whole number from 0 to 99', typed: 'number', otherwise: 'all' },
  { key: 'sandbox.without', is: 'a list of services', typed: 'list', otherwise: 'none' },
  { key: 'secrets.vault', is: 'the name or id of a vault', typed: 'text', otherwise: 'any' },
  {
    key: 'secrets.account',
    is: 'the sign-in address, name or id of an account',
    typed: 'text',
    otherwise: 'the one that op prefers',
    variable: 'OP_ACCOUNT',
  },
  {
    key: 'secrets.command',
    is: PROGRAM,
    typed: 'words',
    otherwise: 'none: 1Password is asked',
  },
  {
    key: 'secrets.items.local-prod',
    is: 'the name or id of an item',
    typed: 'text',
    otherwise: kinds['local-prod'].secretsItem,
  },
  {
    key: 'secrets.items.sandbox',
    is: 'the name or id of an item',
    typed: 'text',
    otherwise: kinds.sandbox.secretsItem,
  },
];
