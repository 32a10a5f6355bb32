import type { Session } from '@ktrdr/terminal';
import { createQuestions } from './ask/create-questions.ts';
import { applySteps } from './apply-steps.ts';
import { checkOnly } from './check-only.ts';
import { planSteps } from './steps/plan-steps.ts';
import { formatPrerequisites } from './prerequisites/format-prerequisites.ts';
import { prerequisitesMissing } from './prerequisites/prerequisites-missing.ts';
import { isComplete } from './prerequisites/prerequisite.ts';
import { readPrerequisites } from './prerequisites/read-prerequisites.ts';
import { readSystem } from './prerequisites/read-system.ts';
import { runReported } from './steps/run-reported.ts';
import { type RunVisible, runVisible as runOnTerminal } from './steps/run-visible.ts';
import { localProdSecrets } from './secrets/local-prod-secrets.ts';
import { settle } from './settle.ts';
import type { SetupOptions } from './setup-options.ts';
import { summarize } from './summarize.ts';

export interface SetupEffects {
  /** Runs commands whose output goes to the terminal itself. */
  readonly runVisible?: RunVisible;
}

/**
 * Sets up local-prod on this machine: looks what is there, asks what is to be done, then does it, one step after another. A
 * setup that was interrupted, or that failed, goes on with the next call.
 *
 * @returns the exit code, 0 or for `--check-only` 1
 * @throws CodedError of what refuses or fails: `PREREQUISITES_MISSING`, `LOCAL_PROD_EXISTS`, `DESTINATION_EXISTS`,
 *   `NOT_ANSWERED`, `SECRETS_UNAVAILABLE`, `INHERITED_VOLUMES`, `CLONE_FAILED`, `NOT_KTRDR`, `UV_MISSING`, `SYNC_FAILED`, and of
 *   `initLocalProd`, `initShared` and `start`
 */
export async function setup(session: Session, options: SetupOptions, effects: SetupEffects = {}): Promise<number> {
  const { context, style } = session;
  session.print(style.bold(style.cyan('KTRDR local-prod setup')), '');
  const { address } = await localProdSecrets(context, undefined, options);
  const withOp = address !== undefined;
  const [system, prerequisites] = await Promise.all([readSystem(context), readPrerequisites(context, { withOp })]);
  session.print(...formatPrerequisites(prerequisites, { system, style }));
  if (options.checkOnly === true) return await checkOnly(session, { options, system, prerequisites });
  if (!isComplete(prerequisites)) throw prerequisitesMissing(prerequisites, system);

  const yes = options.yes === true || options.nonInteractive === true;
  const questions = await createQuestions(session, { yes, isReported: options.events === true });
  const settled = await settle(session, {
    options,
    questions,
    yes,
    hasOp: prerequisites.every(({ tool, problem }) => tool !== 'op' || problem !== 'missing'),
  });
  const done = await applySteps(session, {
    ...settled,
    questions,
    steps: planSteps(settled.plan, settled),
    runVisible: effects.runVisible ?? (options.events === true ? runReported(session.context) : runOnTerminal),
    yes,
  });
  await summarize(session, { ...settled, done });
  return 0;
}
