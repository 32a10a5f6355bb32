import type { OptionsOf } from '@ktrdr/terminal/flags';
import { choiceFlags } from '../sandbox-destroy/flags.ts';

/** Those of `sandbox destroy`: what is offered on a terminal is asked for with `--delete-branch` elsewhere. */
export const doneFlags = choiceFlags;

export type DoneOptions = OptionsOf<typeof doneFlags>;
