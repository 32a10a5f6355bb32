import type { OptionsOf } from '@ktrdr/terminal/flags';
import { noHooksFlag } from '../../command/no-hooks-flag.ts';
import { createFlags } from '../create/flags.ts';
import { waitingFlags } from '../up/flags.ts';

const [branch, from, slot, own, keepVolumes] = createFlags;

/** Those of `create` and of a start; where the sandbox is there already, what it was made with stays. */
export const startFlags = [branch, from, slot, own, keepVolumes, ...waitingFlags, noHooksFlag] as const;

export type StartOptions = OptionsOf<typeof startFlags>;
