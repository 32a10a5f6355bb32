import { flag } from '@ktrdr/terminal/flags';

/** For commands whose arguments say something else. */
export const instanceFlag = flag(
  '--instance <name>',
  'Act on this instance: an id, a short name, a slot or a branch; otherwise on that of the current directory',
);
