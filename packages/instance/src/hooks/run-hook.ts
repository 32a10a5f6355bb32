import { stripVTControlCharacters } from 'node:util';
import { CodedError } from '@ktrdr/errors';
import { ktrdrLayout, portVariables } from '@ktrdr/ports';
import type { RunResult } from '@ktrdr/process';
import { createRedactor } from '@ktrdr/secrets';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { gitEnvironment } from '../git/git-environment.ts';
import { instanceSecrets } from '../redaction/instance-secrets.ts';
import { hostVariables } from '../use/host-variables.ts';
import type { Hook } from './find-hook.ts';

/** What is said when it fails, and what ends it. */
export interface RunHookOptions {
  /** What is true all the same when it fails, as sentences: `Nothing was changed.` */
  readonly stands: string;
  /** Aborting it ends the hook, with all that it has started. */
  readonly signal: AbortSignal;
}

/**
 * Runs a hook in the instance's directory, with nothing on its standard input and no terminal, and reports what it writes, without the secrets that
 * the instance is known to have. At its time limit it is ended with all that it has started; what a hook leaves behind when it ends is not waited for.
 *
 * @throws CodedError `HOOK_FAILED`, and of {@link hostVariables}; the reason of the signal
 */
export async function runHook(
  context: Context,
  instance: Instance,
  hook: Hook,
  { stands, signal }: RunHookOptions,
): Promise<void> {
  const { name, command, timeoutMs } = hook;
  const [program = '', ...args] = command;
  const { id, kind, slot, path } = instance;
  const [{ variables }, containers] = await Promise.all([
    hostVariables(context, instance, { secrets: false }),
    context.docker.containers(id),
  ]);
  const redactor = createRedactor((await instanceSecrets(context, instance, containers)).values);
  const step = `hook ${name}`;
  context.report({ type: 'step-started', step });
  const result = await context.run(program, args, {
    env: {
      ...gitEnvironment(context.env),
      ...portVariables(ktrdrLayout, slot),
      ...variables,
      KTRDR_HOOK: name,
      KTRDR_INSTANCE_KIND: kind.name,
      KTRDR_INSTANCE_PATH: path,
    },
    cwd: path,
    ownSession: true,
    timeoutMs,
    signal,
    onLine({ text }) {
      const said = redactor.redact(stripVTControlCharacters(text));
      context.report({ type: 'output', tool: step, text: said, stays: true });
    },
  });
  if (result.exitCode === 0) return context.report({ type: 'step-done', step });
  if (result.aborted) signal.throwIfAborted();
  const reason = reasonOf(result, hook);
  context.report({ type: 'step-failed', step, reason });
  throw new CodedError(`The hook ${name} ${reason}`, {
    code: 'HOOK_FAILED',
    hint: `${stands}\nIt ran in ${path}. To see its command: ktrdr config get hooks.${name}. To skip hooks: --no-hooks`,
  });
}

function reasonOf({ missing, timedOut, exitCode, signal, stderr }: RunResult, { command, timeoutMs }: Hook): string {
  const [program = ''] = command;
  if (missing) return `could not be started: there is no ${program}`;
  if (timedOut)
    return `did not end within ${timeoutMs / 1000} s (hooks.timeout), and was stopped with everything that it had started: ${program}`;
  if (exitCode !== undefined) return `failed with exit code ${exitCode}: ${program}`;
  return signal === undefined ? `could not be started: ${stderr.trim()}` : `was ended by ${signal}: ${program}`;
}
