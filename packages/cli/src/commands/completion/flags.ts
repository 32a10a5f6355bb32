import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

/** The shells that can be taught. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export const completionFlags = [
  flag('--install', 'Show what would be written for your shell, and write it after a question'),
  flag('--uninstall', 'Take that away again', { conflicts: 'install' }),
] as const;

export type CompletionOptions = OptionsOf<typeof completionFlags>;
