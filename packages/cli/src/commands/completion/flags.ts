import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

/** The shells that can be taught. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export const completionFlags = [
  flag('--install', "Show the changes to your shell's files, and write them (asks first)"),
  flag('--uninstall', 'Remove what --install wrote', { conflicts: 'install' }),
] as const;

export type CompletionOptions = OptionsOf<typeof completionFlags>;
