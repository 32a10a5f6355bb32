import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const mcpConfigFlags = [
  flag('--client <name>', 'Choose the assistant', {
    choices: ['claude-code', 'claude-desktop'],
    fallback: 'claude-code',
  }),
] as const;

export type McpConfigOptions = OptionsOf<typeof mcpConfigFlags>;
