import { CodedError, isCodedError } from '@ktrdr/errors';
import { createRedactor } from '@ktrdr/secrets';
import { assertRegisteredCheckout } from '../checkout/assert-registered-checkout.ts';
import { assertWithinConfinement } from '../core/confinement.ts';
import type { Context } from '../core/context.ts';
import { instanceOf } from '../core/instance.ts';
import { LOCAL_PROD_ID } from '../core/kinds.ts';
import { noLocalProd } from '../core/no-local-prod.ts';
import { readEnvFile } from '../env-file/env-file.ts';
import { secretValues } from '../redaction/secret-values.ts';
import { assertStartable } from './assert-startable.ts';
import { beginHostService } from './begin-host-service.ts';
import { type HostDirectories, hostEnvironment } from './host-environment.ts';
import { hostSecrets } from './host-secrets.ts';
import { type HostServiceKind, hostServiceKinds, type HostServiceName } from '../core/host-service-kinds.ts';
import { type HostServiceRecord, readHostServiceRecord } from './host-service-record.ts';
import { logRedactor } from './log-redactor.ts';
import { ownProcesses } from './own-processes.ts';
import { untilHealthy } from './until-healthy.ts';

/** Which host services are started, and how. */
export interface StartHostServicesOptions {
  readonly names: readonly HostServiceName[];
  /** Without the secrets of local-prod. */
  readonly noSecrets: boolean;
  /** How long they may take until they are healthy, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Starts services of local-prod on this machine, and waits until they are healthy. One that runs is left as it is. They outlive this process.
 *
 * @throws CodedError `NO_LOCAL_PROD`, `CONFINED`, `CHECKOUT_REPLACED`, `HOST_SERVICE_MISSING`, `UV_MISSING`, `SECRETS_UNAVAILABLE`, where nothing was started;
 *   `PORT_TAKEN`, `HOST_SERVICE_FAILED`, where the others were; `INTERRUPTED`, naming those that were, and the reason of the signal, where none was
 */
export async function startHostServices(context: Context, options: StartHostServicesOptions): Promise<void> {
  const { names, noSecrets, timeoutMs, signal } = options;
  assertWithinConfinement(context, LOCAL_PROD_ID);
  const registered = await context.registry.getLocalProd();
  if (registered === undefined) throw noLocalProd('Its host services come from its clone.');
  const instance = instanceOf(registered);
  await assertRegisteredCheckout(context, instance);
  const kinds = hostServiceKinds.filter(({ name }) => names.includes(name));
  const running = await thatRun(context, kinds);
  const stopped = kinds.filter(({ name }) => !running.has(name));
  if (stopped.length > 0) await assertStartable(context, instance, stopped);
  const secrets = noSecrets || stopped.length === 0 ? {} : await hostSecrets(context, instance, signal);
  const directories = await directoriesOf(context, instance.path);
  const begun: HostServiceName[] = [];
  const start = async (kind: HostServiceKind): Promise<void> => {
    const { name } = kind;
    const environment = (mark: string): Record<string, string | undefined> =>
      hostEnvironment({ env: context.env, instance, kind, directories, secrets, mark });
    const record = running.get(name) ?? (await beginHostService(context, instance, { kind, environment, signal }));
    begun.push(name);
    const redactor = async () =>
      running.has(name) ? await logRedactor(context, name) : createRedactor(secretValues([environment('')]));
    await untilHealthy(context, kind, { record, timeoutMs, redactor, signal });
  };
  const results = await Promise.allSettled(kinds.map(start));
  if (signal.aborted && begun.length > 0) throw interrupted(begun);
  signal.throwIfAborted();
  throwFailures(results.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : [])));
}

async function thatRun(
  context: Context,
  kinds: readonly HostServiceKind[],
): Promise<ReadonlyMap<HostServiceName, HostServiceRecord>> {
  const found = await Promise.all(
    kinds.map(async ({ name }) => {
      const record = await readHostServiceRecord(context, name);
      return record !== undefined && (await ownProcesses(context, record)).length > 0 ? [[name, record] as const] : [];
    }),
  );
  return new Map(found.flat());
}

function interrupted(begun: readonly HostServiceName[]): CodedError {
  return new CodedError(`Interrupted; already started: ${begun.join(', ')}`, {
    code: 'INTERRUPTED',
    hint: 'To see their state: ktrdr local-prod host status\nTo stop them: ktrdr local-prod host stop',
  });
}

async function directoriesOf({ home }: Pick<Context, 'home'>, path: string): Promise<HostDirectories> {
  const written = (await readEnvFile(path)) ?? {};
  return {
    KTRDR_DATA_DIR: written['KTRDR_DATA_DIR'] ?? home.data,
    KTRDR_MODELS_DIR: written['KTRDR_MODELS_DIR'] ?? home.models,
    KTRDR_STRATEGIES_DIR: written['KTRDR_STRATEGIES_DIR'] ?? home.strategies,
  };
}

/** One error, also of several. */
function throwFailures(failures: readonly unknown[]): void {
  const [first] = failures;
  if (first === undefined) return;
  const all = failures.filter(isCodedError);
  if (all.length < failures.length || all.length === 1 || !isCodedError(first)) throw first;
  throw new CodedError(joined(all.map(({ message }) => message)), {
    code: first.code,
    detail: joined(all.map(({ detail }) => detail)),
    hint: joined(all.map(({ hint }) => hint)),
  });
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join('\n');
}
