import type { CommandDefinition } from '../command/command-definition.ts';
import { listFlags } from '../commands/list/flags.ts';

/** `list` */
export const listCommand: CommandDefinition<typeof listFlags> = {
  flags: listFlags,
  load: async () => (await import('../chunks/listing.ts')).list,
  asksEngine: true,
  onlyAnswers: true,
  examples: ['', '--git'],
};
