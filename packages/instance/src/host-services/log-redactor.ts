import { isCodedError } from '@ktrdr/errors';
import { createRedactor, type Redactor } from '@ktrdr/secrets';
import type { Context } from '../core/context.ts';
import { instanceOf } from '../core/instance.ts';
import { LOCAL_PROD_ID } from '../core/kinds.ts';
import { instanceSecrets } from '../redaction/instance-secrets.ts';
import { secretValues } from '../redaction/secret-values.ts';
import { environmentOf } from './environment-of.ts';
import type { HostServiceName } from '../core/host-service-kinds.ts';
import { readHostServiceRecord } from './host-service-record.ts';
import { ownProcesses } from './own-processes.ts';

/**
 * Takes the secrets out of what a host service writes: those that it was started with, as its processes have them, and those of local-prod's containers,
 * which have the same. Where it has ended and there are no containers, nobody knows them: it is said.
 */
export async function logRedactor(context: Context, name: HostServiceName): Promise<Redactor> {
  const pids = await ownProcesses(context, await readHostServiceRecord(context, name));
  const [environments, others] = await Promise.all([
    Promise.all(pids.map(environmentOf)),
    secretsOfContainers(context),
  ]);
  const own = environments.filter((environment) => environment !== undefined);
  if (own.length === 0 && others === undefined) {
    const text = `The secrets of ${name} are unknown: it is not running, and local-prod has no containers. If its log contains secrets, they are shown.`;
    context.report({ type: 'warning', text });
  }
  return createRedactor([...new Set([...secretValues(own), ...(others ?? [])])]);
}

/** Undefined where local-prod has no containers, or the Engine does not say. */
async function secretsOfContainers(context: Context): Promise<readonly string[] | undefined> {
  try {
    const [record, containers] = await Promise.all([
      context.registry.getLocalProd(),
      context.docker.containers(LOCAL_PROD_ID),
    ]);
    if (record === undefined || containers.length === 0) return undefined;
    return (await instanceSecrets(context, instanceOf(record), containers)).values;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}
