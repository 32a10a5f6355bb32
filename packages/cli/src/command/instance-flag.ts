import { flag } from '@ktrdr/terminal/flags';

/** For commands whose arguments say something else. */
export const instanceFlag = flag(
  '--instance <name>',
  'Act on this instance: an id, a short name, a slot or a branch; otherwise on that of the current directory',
);

/** The name of an argument that says which instance it is. */
export const INSTANCE_ARGUMENT = 'instance';

/** For commands that have it: nobody remembers which of both a command takes. */
export const sameAsArgument = flag('--instance <name>', 'The same as the argument');
