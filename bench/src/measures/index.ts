import type { Measure } from '../measure.ts';
import { currentImages } from './current-image.ts';
import { everyCommand } from './every-command.ts';
import { firstInstall } from './first-install.ts';
import { gateLook } from './gate-look.ts';
import { lastChecks } from './last-check.ts';
import { questionsToEngine } from './questions-to-engine.ts';
import { stackStart } from './stack-start.ts';
import { sharedData } from './shared-data.ts';
import { startOfCommands } from './start-of-commands.ts';
import { tenAtOnce } from './ten-stacks.ts';
import { reasons } from './why.ts';
import { workspace } from './workspace.ts';

/** Every line of the table, in its order. */
export const measures: readonly Measure[] = [
  ...startOfCommands,
  ...questionsToEngine,
  ...stackStart,
  ...gateLook,
  ...currentImages,
  ...lastChecks,
  ...reasons,
  ...tenAtOnce,
  ...firstInstall,
  ...workspace,
  ...everyCommand,
  // Last: it deletes so many files that what is made afterwards takes longer for minutes.
  ...sharedData,
];
