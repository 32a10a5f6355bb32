import { type Command, Option } from 'commander';
import type { Flag } from './flags.ts';

/** Gives a command these options. */
export function addFlags(command: Command, flags: readonly Flag[]): Command {
  for (const { flags: names, description, settings } of flags) {
    const option = new Option(names, description);
    if (settings.choices !== undefined) option.choices([...settings.choices]);
    if (settings.read !== undefined) option.argParser(settings.read);
    if (settings.fallback !== undefined) option.default(settings.fallback, settings.fallbackText);
    if (settings.conflicts !== undefined)
      option.conflicts(typeof settings.conflicts === 'string' ? settings.conflicts : [...settings.conflicts]);
    command.addOption(option);
  }
  return command;
}
