import { flag } from '@ktrdr/terminal/flags';

/** For commands that run programs of the user's. */
export const noHooksFlag = flag('--no-hooks', 'Do not run the hooks in your settings');
