import { withoutCredentials } from '@ktrdr/errors';
import { gitEnvironment, rememberVault, resolveInstance, withOperationLock } from '@ktrdr/instance';
import type { Session } from '@ktrdr/terminal';
import type { Questions } from './ask/questions.ts';
import { removePartial } from './remove-partial.ts';
import type { RunVisible } from './run-visible.ts';
import type { Settled } from './settle.ts';
import {
  removeSetupRecord,
  type SetupRecord,
  setupRecordFile,
  type StepName,
  writeSetupRecord,
} from './setup-record.ts';
import { type Answers, goOnFlags } from './go-on-flags.ts';
import { steps as all } from './steps/steps.ts';
import type { SetupRun } from './steps/step.ts';

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
  const { path, steps, plan, yes } = options;
  await removePartial(session, options.record);
  let record: SetupRecord = {
    path,
    ...(options.vault === undefined ? {} : { vault: options.vault }),
    ...cloned(options),
    startedAt: context.now().toISOString(),
    done: plan.kind === 'clone' ? [] : [...plan.done],
  };
  const keep = async (changes: Partial<SetupRecord>): Promise<void> => {
    record = { ...record, ...changes };
    await writeSetupRecord(file, record);
  };
  await keep({});
  // Where it is registered already; otherwise the step that registers it does so.
  if (options.vault !== undefined && !steps.includes('init')) {
    await rememberVault(
      context,
      await resolveInstance(context, { kind: 'local-prod', directory: path }),
      options.vault,
    );
  }
  const run: SetupRun = {
    ...options,
    session,
    keep,
    env: {
      ...gitEnvironment(context.env),
      ...(style.isColorSupported ? {} : { NO_COLOR: '1' }),
      // Nobody is there who could answer git.
      ...(yes ? { GIT_TERMINAL_PROMPT: '0' } : {}),
    },
  };

  const done: DoneStep[] = [];
  for (const [index, step] of steps.entries()) {
    session.end();
    session.print('', style.bold(`[${index + 1}/${steps.length}] ${all[step].title}`));
    try {
      const text = await all[step].run(run);
      session.end();
      session.print(`${style.green('✓')} ${text}`);
      done.push({ step, text });
      await keep({ done: [...record.done, step] });
    } catch (error) {
      session.end();
      if (record.done.length === 0) await removeSetupRecord(file, path);
      explain(session, { ...options, done, left: steps.slice(index), nothing: record.done.length === 0 });
      throw error;
    }
  }
  await removeSetupRecord(file, path);
  return done;
}

/** What is to be known of the clone: of one that is there already, what is known. */
function cloned({
  plan,
  record,
  repo,
  branch,
}: ApplyOptions): Pick<SetupRecord, 'directory' | 'repo' | 'branch' | 'shared'> {
  if (plan.kind === 'clone') return { repo: withoutCredentials(repo), ...(branch === undefined ? {} : { branch }) };
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
    session.print('', 'Nothing is left of it: the clone was not finished.');
    return;
  }
  session.print(
    '',
    done.length === 0 ? 'In this run nothing was done; what was done before stays.' : 'What was done stays:',
    ...done.map(({ text }) => `  ${style.green('✓')} ${text}`),
    `To go on (${left.join(', ')}): ${context.command} ${goOnFlags(said).join(' ')}`,
  );
}
