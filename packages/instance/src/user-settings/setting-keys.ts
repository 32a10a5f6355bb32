import { kinds } from '../core/kinds.ts';

/** What the user's own programs are run at. */
export const HOOK_NAMES = ['post-create', 'post-up', 'pre-destroy'] as const;

/** For how long a hook may run (s) where no setting says it. */
export const HOOK_TIMEOUT_S = 300;

const PROGRAM = 'a list of words: a program and its arguments';

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
    otherwise: 'the default account of op',
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
