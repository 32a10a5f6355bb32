import { relative } from 'node:path';
import { CodedError, isCodedError } from '@ktrdr/errors';
import { type ComposeConfig, type ComposeProject, createCompose, type RunResult } from '@ktrdr/compose-runner';
import { createRedactor, ktrdrSecrets, readItem, secretVariables } from '@ktrdr/secrets';
import { assertOwnProject } from '../assert-own-project.ts';
import type { Context } from '../context.ts';
import { refreshEnvFile } from '../env-file/refresh-env-file.ts';
import type { Problem } from '../gate/check.ts';
import { reportFailures } from '../gate/failure-report.ts';
import { gate } from '../gate/gate.ts';
import { GateFailedError } from '../gate/gate-failed-error.ts';
import type { GateOutcome } from '../gate/run-gate.ts';
import type { Instance } from '../instance.ts';
import { redactError } from '../redaction/redact-error.ts';
import { redactEvent } from '../redaction/redact-event.ts';
import { redactFailure } from '../redaction/redact-failure.ts';
import { withOperationLock } from '../with-operation-lock.ts';
import { buildImages } from './build-images.ts';
import { assertNoContainerNames, bindMounts, externalMissing, externalResources } from './check-config.ts';
import { chooseComposeFile, type ComposeFileChoice } from './choose-compose-file.ts';
import { composeEnvironment, placeholderSecrets } from './compose-environment.ts';
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
  context.report({ type: 'step-started', step: 'checks' });
  // Side by side, and neither waits in vain: what refuses first ends the other.
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  try {
    const [prepared, secrets] = await Promise.all([
      prepare(context, instance, options),
      options.noSecrets ? undefined : readSecrets(context, instance, signal),
    ]);
    options.signal.throwIfAborted();
    await prepareMounts(bindMounts(prepared.config));
    context.report({ type: 'step-done', step: 'checks', detail: describeChoice(prepared.choice, instance) });
    if (secrets === undefined) {
      context.report({ type: 'warning', text: 'Without secrets: the insecure defaults of the Compose file are used.' });
    }
    await startContainers(context, instance, options, { prepared, secrets });
  } finally {
    ended.abort();
  }
}

/** @throws SecretsUnavailableError `SECRETS_UNAVAILABLE` */
async function readSecrets(
  { env, run, report }: Context,
  instance: Instance,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const { command, secretsItem: item } = instance.kind;
  report({ type: 'step-started', step: 'secrets' });
  try {
    const values = await readItem({ item, fields: ktrdrSecrets, env, run, signal });
    report({ type: 'step-done', step: 'secrets', detail: `1Password item ${item}` });
    return secretVariables(values, ktrdrSecrets);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    report({ type: 'step-failed', step: 'secrets', reason: `1Password item ${item}` });
    const without = `Nothing was started. To start with the Compose file's insecure defaults: ${command} up --no-secrets`;
    const hint = [error.hint, without].filter((line) => line !== undefined).join('\n');
    throw new CodedError(error.message, { code: error.code, hint, detail: error.detail, cause: error });
  }
}

interface Ready {
  readonly prepared: Prepared;
  readonly secrets: Readonly<Record<string, string>> | undefined;
}

/** From here on tools and containers know the secrets: nothing that they print is shown unredacted. */
async function startContainers(
  unredacted: Context,
  instance: Instance,
  options: StartOptions,
  { prepared, secrets }: Ready,
): Promise<void> {
  const redactor = createRedactor(Object.values(secrets ?? {}));
  const redact = (text: string): string => redactor.redact(text);
  const context: Context = { ...unredacted, report: (event) => unredacted.report(redactEvent(event, redact)) };
  const compose = createCompose(prepared.project, {
    docker: context.docker,
    env: composeEnvironment({ env: context.env, kind: instance.kind, variables: prepared.variables, secrets }),
  });
  // Ending the gate ends what starts the containers, and the user's Ctrl-C ends both.
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  let starting: Promise<Problem | undefined> | undefined;
  try {
    await buildImages(context, { compose, config: prepared.config }, options);
    starting = compose
      .up({
        ...(prepared.overlay === undefined ? {} : { overlay: prepared.overlay }),
        signal,
        onLine: ({ text }) => {
          if (!signal.aborted) context.report({ type: 'output', tool: 'docker compose', text });
        },
      })
      .then(startProblem);
    const outcome = await gate(context, instance, { ...options, config: prepared.config, starting });
    if (outcome.kind === 'failed') throw await failed(context, instance, outcome, { ...options, redact });
  } catch (error) {
    throw redactError(error, redact);
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
  readonly project: ComposeProject;
  /** What `.env.sandbox` holds. */
  readonly variables: Readonly<Record<string, string>>;
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
  const secrets = options.noSecrets ? undefined : placeholderSecrets();
  const env = composeEnvironment({ env: context.env, kind: instance.kind, variables, secrets });
  const compose = createCompose(project, { docker, env });
  const { config: resolved, warnings } = await compose.config();
  for (const text of new Set(warnings)) context.report({ type: 'warning', text });
  assertHasWorkers(resolved, workers, choice.file);
  const config = withoutServices(resolved, workers.absent);
  assertNoContainerNames(config, choice.file);
  await Promise.all([assertPortsFree(context, instance, configuredPorts(config)), assertExternals(context, config)]);
  const probing = knowsStartInterval(versions);
  if (!probing) {
    context.report({
      type: 'note',
      text: `Docker Engine ${versions.engine} is older than 25: health is probed only as often as the Compose file says, so the start may take longer.`,
    });
  }
  return { choice, config, project, variables, overlay: planOverlay(resolved, { probing, absent: workers.absent }) };
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
  options: StartOptions & { readonly redact: (text: string) => string },
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
    failures: failures.map((failure) => redactFailure(failure, options.redact)),
  });
}
