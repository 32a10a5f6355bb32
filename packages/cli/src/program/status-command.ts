import type { Kind } from '@ktrdr/instance';
import type { CommandDefinition } from '../command/command-definition.ts';
import { statusFlags } from '../commands/status/flags.ts';

/** `status` of an instance of this kind. */
export function statusCommand(kind: Kind['name']): CommandDefinition<typeof statusFlags> {
  return {
    flags: statusFlags,
    load: async () => (await import('../chunks/showing.ts')).status(kind),
    asksEngine: true,
    onlyAnswers: true,
    examples: ['', '--check && echo "all is well"'],
  };
}
