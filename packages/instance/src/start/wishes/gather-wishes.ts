import { resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import { readEnvFile } from '../../env-file/env-file.ts';
import { writeInstanceFile } from '../../env-file/write-instance-file.ts';
import type { Instance } from '../../core/instance.ts';
import { chooseComposeFiles, type ComposeFileChoice } from '../../compose-file/choose-compose-file.ts';
import type { StartOptions } from '../start-options.ts';
import { assertFilesHaveWorkers } from './assert-files-have-workers.ts';
import { planRemembered } from './plan-remembered.ts';
import { type Remembered, rememberedLines, rememberedOf } from '../../env-file/remembered.ts';

/** What a start is to do, of what was asked for now and what was asked for before. */
export interface Wishes {
  readonly choice: ComposeFileChoice;
  /** What `.env.sandbox` says of it. */
  readonly before: Remembered;
  /** Which it is from now on. */
  readonly remembered: Remembered;
}

/**
 * Finds out what is to be started, before anything else is asked or said.
 *
 * @throws CodedError `COMPOSE_FILE_MISSING`, `ENV_FILE_INVALID`, `USAGE`; `COMPOSE_INVALID` where the files lack the workers asked for
 */
export async function gatherWishes(context: Context, instance: Instance, options: StartOptions): Promise<Wishes> {
  const before = rememberedOf((await readEnvFile(instance.path)) ?? {});
  const remembered = planRemembered(before, isSandbox(instance) ? options : filesOf(options), instance.path);
  const choice = await chooseComposeFiles({
    directory: instance.path,
    requested: remembered.composeFiles.map((file) => resolve(instance.path, file)),
    isRemembered: options.composeFiles === undefined,
    shipped: context.shippedComposeFile,
  });
  await assertFilesHaveWorkers(context, instance, { choice, count: options.workers });
  return { choice, before, remembered };
}

/** Makes later starts do the same. The operation's lock must be held. */
export async function remember(
  context: Context,
  instance: Instance,
  { before, remembered }: Pick<Wishes, 'before' | 'remembered'>,
): Promise<void> {
  const lines = rememberedLines(before);
  const changes = Object.entries(rememberedLines(remembered)).filter(([name, value]) => lines[name] !== value);
  if (changes.length > 0) await writeInstanceFile(context, instance, Object.fromEntries(changes));
}

/** How many workers local-prod has is told by those that run; and it leaves nothing out. */
function filesOf({ composeFiles, cwd }: StartOptions): Pick<StartOptions, 'composeFiles' | 'cwd'> {
  return { composeFiles, cwd };
}

function isSandbox({ kind }: Instance): boolean {
  return kind.name === 'sandbox';
}
