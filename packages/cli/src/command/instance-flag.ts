import { flag } from '@ktrdr/terminal/flags';

/** For commands whose arguments say something else. */
export const instanceFlag = flag(
  '--instance <name>',
  'Act on this instance: id, short name, slot or branch (default: the instance of the current directory)',
);

/** The name of an argument that says which instance it is. */
export const INSTANCE_ARGUMENT = 'instance';

/** For commands that have it: nobody remembers which of both a command takes. */
export const sameAsArgument = flag('--instance <name>', 'Same as the argument');
