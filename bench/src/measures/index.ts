import type { Measure } from '../measure.ts';
import { registryUpdate } from './registry-update.ts';
import { stackStart } from './stack-start.ts';
import { startOfCommands } from './start-of-commands.ts';

/** Every line of the table, in its order. */
export const measures: readonly Measure[] = [...startOfCommands, ...stackStart, ...registryUpdate];
