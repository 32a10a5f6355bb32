import { isDeepStrictEqual } from 'node:util';
import { CodedError, hasCode, quoteArgument } from '@ktrdr/errors';
import {
  directoryIdentity,
  gitEnvironment,
  isSameDirectory,
  isThere,
  rememberPlace,
  resolveInstance,
  withOperationLock,
} from '@ktrdr/instance/internal';
import type { Session } from '@ktrdr/terminal';
import type { Questions } from './ask/questions.ts';
import { settlePartial } from './record/settle-partial.ts';
import type { RunVisible } from './steps/run-visible.ts';
import type { Settled } from './settle.ts';
import {
  readSetupRecords,
  removeSetupRecord,
  type SetupRecord,
  setupRecordFile,
  type StepName,
  writeSetupRecord,
} from './record/setup-record.ts';
import { tellLeftOvers } from './record/tell-left-overs.ts';
import { type Answers, goOnFlags } from './go-on-flags.ts';
import { steps as all } from './steps/steps.ts';
import type { SetupRun } from './steps/step.ts';
import { shownRepository } from './repository/shown-repository.ts';

export interface ApplyOptions extends Settled {
  readonly questions: Questions;
  readonly steps: readonly StepName[];
  readonly runVisible: RunVisible;
  readonly yes: boolean;
}

/** A step that was done, and what came of it in words. */
export interface DoneStep {
  readonly step: StepName;
  readonly text: string;
}

/**
 * Does the steps, one after another, and records each: what fails or is interrupted is said with what was done before, and the
 * next setup goes on there.
 */
export async function applySteps(session: Session, options: ApplyOptions): Promise<readonly DoneStep[]> {
  return await withOperationLock(session.context, 'setup', async () => await applyLocked(session, options));
}

async function applyLocked(session: Session, options: ApplyOptions): Promise<readonly DoneStep[]> {
  const { context, style } = session;
  const file = setupRecordFile(context.home);
  const { path, steps, plan, said, yes } = options;
  await assertAsSettled(file, options);
  const whole = await settlePartial(session, options);
  let record: SetupRecord = {
    path,
    ...(said.vault === undefined ? {} : { vault: said.vault }),
    ...(said.account === undefined ? {} : { account: said.account }),
    ...cloned(options),
    ...whole,
    startedAt: context.now().toISOString(),
    done: plan.kind === 'clone' ? [] : [...plan.done],
  };
  const keep = async (changes: Partial<SetupRecord>): Promise<void> => {
    record = { ...record, ...changes };
    await writeSetupRecord(file, record);
  };
  await keep({});
  if (leavesDependencies(options)) {
    const text = `${path} is already local-prod: its dependencies stay as they are, with what you have installed. To install exactly those of its lock file: cd ${quoteArgument(path)} && uv sync`;
    context.report({ type: 'note', text });
  }
  // Where it is registered already; otherwise the step that registers it does so.
  if ((said.vault ?? said.account) !== undefined && !steps.includes('init')) {
    await rememberPlace(context, await resolveInstance(context, { kind: 'local-prod', directory: path }), said);
  }
  const run: SetupRun = {
    ...options,
    session,
    whole,
    keep,
    env: {
      ...gitEnvironment(context.env),
      ...(style.isColorSupported ? {} : { NO_COLOR: '1' }),
      // Nobody is there who could answer git.
      ...(yes ? { GIT_TERMINAL_PROMPT: '0' } : {}),
    },
  };

  const done: DoneStep[] = [];
  const isOurs = async (): Promise<boolean> =>
    record.directory === undefined || isSameDirectory(record.directory, await directoryIdentity(path));
  for (const [index, step] of steps.entries()) {
    session.end();
    try {
      // The step before may have come to its end all the same.
      session.signal.throwIfAborted();
      session.print('', style.bold(`[${index + 1}/${steps.length}] ${all[step].title}`));
      // Each step takes minutes, in which somebody may have put something else there.
      if (step !== 'clone' && !(await isOurs())) throw replaced(path);
      const text = await all[step].run(run);
      // What it was done in is not the clone then, and the next setup has to do it there. The clone itself is made, wherever somebody has moved it.
      if (step !== 'clone' && !(await isOurs())) throw replaced(path);
      session.end();
      session.print(`${style.green('✓')} ${text}`);
      done.push({ step, text });
      await keep({ done: [...record.done, step], partial: undefined });
    } catch (error) {
      session.end();
      const isGone = whole === undefined || !(await isThere(whole.partial));
      const nothing = record.done.length === 0 && isGone && !hasCode(error, 'CLONE_REPLACED');
      if (nothing) await removeSetupRecord(file, path);
      explain(session, { ...options, done, left: steps.slice(index), nothing });
      throw error;
    }
  }
  await removeSetupRecord(file, path);
  await tellLeftOvers(context, file);
  if (session.signal.aborted) {
    explain(session, { ...options, done, left: [], nothing: false });
    session.signal.throwIfAborted();
  }
  return done;
}

/** Whether `uv sync` is left out, not because a setup has done it, but because the clone was registered, and people work with it. */
function leavesDependencies({ plan, steps, record }: ApplyOptions): boolean {
  return plan.kind === 'go-on' && !steps.includes('sync') && record?.done.includes('sync') !== true;
}

/** Refuses to go on by what was found before the questions, where another setup of the place has been at work since. */
async function assertAsSettled(file: string, { path, record }: ApplyOptions): Promise<void> {
  const now = (await readSetupRecords(file)).find((one) => one.path === path);
  if (isDeepStrictEqual(now, record)) return;
  throw new CodedError(`Another setup has changed ${path} in the meantime`, {
    code: 'SETUP_CHANGED',
    hint: 'This setup changed nothing. Run it again: it continues with what is there.',
  });
}

function replaced(path: string): CodedError {
  return new CodedError(`${path} is no longer the clone that setup works with`, {
    code: 'CLONE_REPLACED',
    hint: 'What is there was left unchanged. Move the clone back, or choose another directory with --path.',
  });
}

/** What is to be known of the clone: of one that is there already, what is known. */
function cloned({
  plan,
  record,
  repo,
  branch,
}: ApplyOptions): Pick<SetupRecord, 'directory' | 'repo' | 'branch' | 'shared'> {
  if (plan.kind === 'clone') return { repo: shownRepository(repo), ...(branch === undefined ? {} : { branch }) };
  const { directory, repo: clonedFrom, branch: chosen, shared } = record ?? {};
  return {
    ...(directory === undefined ? {} : { directory }),
    ...(clonedFrom === undefined ? {} : { repo: clonedFrom }),
    ...(chosen === undefined ? {} : { branch: chosen }),
    ...(shared === undefined ? {} : { shared }),
  };
}

interface Explained extends Answers {
  readonly done: readonly DoneStep[];
  readonly left: readonly StepName[];
  /** Nothing is there that this setup or an earlier one made. */
  readonly nothing: boolean;
}

/** What is there now, and how to go on. */
function explain(session: Session, { done, left, nothing, ...said }: Explained): void {
  const { style, context } = session;
  if (nothing) {
    session.print('', 'Nothing was kept: the clone was not finished.');
    return;
  }
  session.print(
    '',
    done.length === 0 ? 'This run did nothing; what was done before stays.' : 'What was done stays:',
    ...done.map(({ text }) => `  ${style.green('✓')} ${text}`),
    left.length === 0
      ? `Nothing is left to do: ${said.path} is set up.`
      : `To continue (${left.join(', ')}): ${context.command} ${goOnFlags(said).join(' ')}`,
  );
}
