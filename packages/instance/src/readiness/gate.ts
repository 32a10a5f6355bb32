import type { ComposeConfig, Container } from '@ktrdr/compose-runner';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import type { Check, Problem } from './check.ts';
import { checkContainers } from './check-containers.ts';
import { checkDatabase } from './check-database.ts';
import { checkHttp } from './check-http.ts';
import { checkMigrations } from './check-migrations.ts';
import { checkWorkers } from './check-workers.ts';
import { describeProblems } from './describe-problems.ts';
import { type GatePlan, planChecks } from './plan-checks.ts';
import type { GateOutcome } from './gate-state.ts';
import { runGate } from './run-gate.ts';
import { subjectOf } from './subject.ts';
import { type ProjectWatch, watchProject } from './watch-project.ts';

export interface GateRequest {
  readonly config: ComposeConfig;
  /** All checks; otherwise only those that the migrations need. */
  readonly wait: boolean;
  readonly timeoutMs: number;
  /** What starts the containers: the problem it met, if any. */
  readonly starting: Promise<Problem | undefined>;
  readonly signal: AbortSignal;
}

/** What came of it; of a stack that is ready, the containers as the gate has just seen them. */
export type GateResult =
  | Extract<GateOutcome, { kind: 'failed' }>
  | (Extract<GateOutcome, { kind: 'ready' }> & { readonly containers: readonly Container[] });

/** A stop may take as long as the service's grace period. */
const RESTARTED_WITHIN_MS = 90_000;

/** The startability gate of an instance whose containers are being started. */
export async function gate(context: Context, instance: Instance, request: GateRequest): Promise<GateResult> {
  const end = new AbortController();
  try {
    const watch = watchProject(context, instance.id, AbortSignal.any([request.signal, end.signal]));
    void request.starting.then(() => watch.lookAtAll()).catch(() => {});
    const plan = planChecks(request.config, await context.docker.host());
    const outcome = await runGate({
      checks: request.wait ? allChecks(context, instance, watch, plan) : migrationsOnly(context, instance, watch, plan),
      starting: request.starting,
      countFrom: Promise.race([watch.firstContainer, request.starting]),
      lookAtAll: () => watch.lookAtAll(),
      timeoutMs: request.timeoutMs,
      signal: request.signal,
      change: watch.change,
      snapshot: async () => {
        const [containers, started] = [await watch.containers(), new Set(watch.started)];
        return (services) => subjectOf(services, containers, started);
      },
      onStart: (step) => context.report({ type: 'step-started', step }),
      onWaiting: (step, problems) =>
        context.report({
          type: 'step-waiting',
          step,
          reason: describeProblems(problems.map((one) => ({ ...one, reason: one.meanwhile ?? one.reason }))),
        }),
      onOk: (step, detail) => context.report({ type: 'step-done', step, detail }),
      onFailed: (step, problems) =>
        context.report({ type: 'step-failed', step, reason: describeProblems(problems) || 'did not finish' }),
    });
    return outcome.kind === 'ready' ? { ...outcome, containers: await watch.containers() } : outcome;
  } finally {
    end.abort();
  }
}

function allChecks(context: Context, instance: Instance, watch: ProjectWatch, plan: GatePlan): Check[] {
  const answered = new Map<string, number>();
  const onAnswer = (containerId: string): void => {
    answered.set(containerId, context.now().getTime());
  };
  const databaseAt = (containers: readonly Container[]): number | undefined => {
    // Without a database of its own, a stack has nothing whose first minute would excuse a crash.
    if (!plan.database) return 0;
    return containers.flatMap(({ id }) => answered.get(id) ?? [])[0];
  };
  const onForeign = (worker: string): void =>
    context.report({
      type: 'warning',
      text: `A worker that does not belong to ${instance.id} is registered with the backend, and is not counted: ${worker}.`,
    });
  const restart = async ({ id, service }: Container): Promise<void> => {
    context.report({
      type: 'note',
      text: `${service} is healthy but has not registered with the backend for a while: restarting it once`,
    });
    // What comes of it, the next looks tell.
    await context.docker.restartContainer(id, { timeoutMs: RESTARTED_WITHIN_MS });
  };
  return [
    checkContainers(context, watch, { services: plan.services, databaseAt }),
    ...(plan.database ? [checkDatabase(context, watch, { instance, onAnswer })] : []),
    ...(plan.migrations ? [checkMigrations(context, watch, plan.database ? ['database'] : [])] : []),
    ...plan.http.map(checkHttp),
    ...(plan.workers === undefined
      ? []
      : [checkWorkers(plan.workers, { onForeign, containers: () => watch.containers(), restart })]),
  ];
}

/** What `--no-wait` still waits for. */
function migrationsOnly(context: Context, instance: Instance, watch: ProjectWatch, plan: GatePlan): Check[] {
  const needed = new Set(['database', 'migrations']);
  return allChecks(context, instance, watch, plan).filter(({ name }) => needed.has(name));
}
