import { relative } from 'node:path';
import { CodedError, isCodedError } from '@ktrdr/errors';
import { type ComposeConfig, createCompose, type RunResult } from '@ktrdr/compose-runner';
import { assertOwnProject } from '../assert-own-project.ts';
import type { Context } from '../context.ts';
import { refreshEnvFile } from '../env-file/refresh-env-file.ts';
import type { Problem } from '../gate/check.ts';
import { reportFailures } from '../gate/failure-report.ts';
import { gate } from '../gate/gate.ts';
import { GateFailedError } from '../gate/gate-failed-error.ts';
import type { GateOutcome } from '../gate/run-gate.ts';
import type { Instance } from '../instance.ts';
import { withOperationLock } from '../with-operation-lock.ts';
import { buildImages } from './build-images.ts';
import { assertNoContainerNames, bindMounts, externalMissing, externalResources } from './check-config.ts';
import { chooseComposeFile, type ComposeFileChoice } from './choose-compose-file.ts';
import { composeEnvironment } from './compose-environment.ts';
import { assertEngine, knowsStartInterval } from './engine-requirements.ts';
import { assertPortsFree } from './find-port-holders.ts';
import { planOverlay } from './plan-overlay.ts';
import { assertHasWorkers, planWorkers } from './plan-workers.ts';
import { prepareMounts } from './prepare-mounts.ts';
import { configuredPorts } from './published-ports.ts';

export interface StartOptions {
  /** Build images also where they exist. */
  readonly build: boolean;
  /** Wait for all of the gate; otherwise for the containers' start and the migrations only. */
  readonly wait: boolean;
  /** Counted from the first container. */
  readonly timeoutMs: number;
  /** Workers in all, where the kind can have more than the usual ones; undefined keeps those that run. */
  readonly workers?: number | undefined;
  /** Start with the Compose file's insecure defaults. */
  readonly noSecrets: boolean;
  readonly composeFile?: string | undefined;
  /** What relative paths in `composeFile` refer to. */
  readonly cwd: string;
  /** Aborting it ends our child processes; containers stay as they are. */
  readonly signal: AbortSignal;
}

/**
 * Starts an instance and says truthfully whether it is ready.
 *
 * @throws GateFailedError (`GATE_FAILED`) when it was started but is not ready; before anything starts: `SECRETS_UNAVAILABLE`,
 *   `PORT_TAKEN`, `FOREIGN_PROJECT`, `BUSY`, `COMPOSE_INVALID`, `MOUNT_MISSING`, `EXTERNAL_MISSING`, `ENGINE_TOO_OLD`, …
 */
export async function start(context: Context, instance: Instance, options: StartOptions): Promise<void> {
  await withOperationLock(context, instance.id, async () => await startLocked(context, instance, options));
}

async function startLocked(context: Context, instance: Instance, options: StartOptions): Promise<void> {
  if (!options.noSecrets) throw secretsUnavailable(instance);
  context.report({ type: 'step-started', step: 'checks' });
  const prepared = await prepare(context, instance, options);
  options.signal.throwIfAborted();
  context.report({ type: 'step-done', step: 'checks', detail: describeChoice(prepared.choice, instance) });
  context.report({ type: 'warning', text: 'Without secrets: the insecure defaults of the Compose file are used.' });
  await buildImages(context, prepared, options);

  // Ending the gate ends what starts the containers, and the user's Ctrl-C ends both.
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const starting = prepared.compose
    .up({
      ...(prepared.overlay === undefined ? {} : { overlay: prepared.overlay }),
      signal,
      onLine: ({ text }) => {
        if (!signal.aborted) context.report({ type: 'output', tool: 'docker compose', text });
      },
    })
    .then(startProblem);
  try {
    const outcome = await gate(context, instance, { ...options, config: prepared.config, starting });
    if (outcome.kind === 'failed') throw await failed(context, instance, outcome, options);
  } finally {
    ended.abort();
    await starting;
  }
}

function describeChoice({ file, shipped }: ComposeFileChoice, { path }: Instance): string {
  return `Compose file: ${shipped ? 'the one of ktrdr, as the clone brings none' : relative(path, file)}`;
}

interface Prepared {
  readonly choice: ComposeFileChoice;
  readonly config: ComposeConfig;
  readonly compose: ReturnType<typeof createCompose>;
  readonly overlay: { readonly text: string } | undefined;
}

/** Everything that can be found out, and refused, before a container starts. */
async function prepare(context: Context, instance: Instance, options: StartOptions): Promise<Prepared> {
  const { docker } = context;
  const [choice, versions, containers, variables] = await Promise.all([
    chooseComposeFile({
      directory: instance.path,
      requested: options.composeFile,
      cwd: options.cwd,
      shipped: context.shippedComposeFile,
    }),
    docker.versions(),
    docker.containers(instance.id),
    refreshEnvFile(context, instance),
  ]);
  assertOwnProject(instance.id, instance.path, containers);
  assertEngine(versions, choice);
  const workers = planWorkers(instance.kind, options.workers, containers);
  const project = {
    name: instance.id,
    directory: instance.path,
    files: [choice.file],
    profiles: [...instance.kind.profiles, ...workers.profiles],
  };
  const compose = createCompose(project, {
    docker,
    env: composeEnvironment({ env: context.env, kind: instance.kind, variables }),
  });
  const { config: resolved, warnings } = await compose.config();
  for (const text of new Set(warnings)) context.report({ type: 'warning', text });
  assertHasWorkers(resolved, workers, choice.file);
  const config = withoutServices(resolved, workers.absent);
  assertNoContainerNames(config, choice.file);
  await Promise.all([assertPortsFree(context, instance, configuredPorts(config)), assertExternals(context, config)]);
  await prepareMounts(bindMounts(config));
  const probing = knowsStartInterval(versions);
  if (!probing) {
    context.report({
      type: 'note',
      text: `Docker Engine ${versions.engine} is older than 25: health is probed only as often as the Compose file says, so the start may take longer.`,
    });
  }
  return { choice, config, compose, overlay: planOverlay(resolved, { probing, absent: workers.absent }) };
}

function withoutServices(config: ComposeConfig, absent: readonly string[]): ComposeConfig {
  const services = Object.entries(config.services).filter(([name]) => !absent.includes(name));
  return { ...config, services: Object.fromEntries(services) };
}

async function assertExternals(context: Context, config: ComposeConfig): Promise<void> {
  const expected = externalResources(config);
  const there = await Promise.all(
    expected.map(({ kind, name }) =>
      kind === 'network' ? context.docker.networkExists(name) : context.docker.volumeExists(name),
    ),
  );
  const missing = expected.filter((_, index) => there[index] !== true);
  if (missing.length > 0) throw externalMissing(missing);
}

function startProblem(result: RunResult): Problem | undefined {
  if (result.exitCode === 0) return undefined;
  // Progress lines say what went well; Compose puts the reason last.
  const lines = result.stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*(Container|Network|Volume) /.test(line));
  return {
    reason: `docker compose up failed: ${lines.slice(-5).join('\n').trim() || `exit code ${result.exitCode ?? 'none'}`}`,
  };
}

async function failed(
  context: Context,
  instance: Instance,
  outcome: Extract<GateOutcome, { kind: 'failed' }>,
  options: StartOptions,
): Promise<GateFailedError> {
  const failures = await reportFailures(context, instance, outcome.problems).catch((error: unknown) => {
    if (isCodedError(error)) return [];
    throw error;
  });
  const why = {
    hopeless: 'waiting longer cannot help',
    timeout: `not within ${options.timeoutMs / 1000} s`,
    'not-started': 'its containers could not be started',
  }[outcome.cause];
  return new GateFailedError(`${instance.id} is not ready: ${why}`, {
    hint: `Its containers stay as they are, for inspection. To stop them: ${instance.kind.command} down`,
    failures,
  });
}

function secretsUnavailable(instance: Instance): CodedError {
  const { command, secretsItem } = instance.kind;
  return new CodedError(
    `The secrets of ${instance.id} are not available: reading 1Password item ${secretsItem} is not possible yet`,
    {
      code: 'SECRETS_UNAVAILABLE',
      hint: `Nothing was started. To start with the Compose file's insecure defaults: ${command} up --no-secrets`,
    },
  );
}
