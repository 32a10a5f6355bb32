import type { OptionsOf } from '@ktrdr/terminal/flags';
import { choiceFlags } from '../sandbox-destroy/flags.ts';

/** Those of `sandbox destroy`, but for the name, which is its argument here. */
export const destroyFlags = choiceFlags;

export type DestroyOptions = OptionsOf<typeof destroyFlags>;
