import type { Container } from '@ktrdr/compose-runner';
import { dotEnvValues } from '../compose-file/compose-variables.ts';
import { withoutComposeVariables } from '../core/environment.ts';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { containerSecrets, type ContainerSecrets } from './container-secrets.ts';
import { secretValues } from './secret-values.ts';

/**
 * What must not be shown of what an instance's containers write: what they were given, by {@link containerSecrets}, and the secrets in the checkout's
 * `.env`, which a Compose file may hand on under names that do not tell.
 */
export async function instanceSecrets(
  { docker, env }: Pick<Context, 'env'> & { readonly docker: Pick<Context['docker'], 'filesIn'> },
  { path }: Pick<Instance, 'path'>,
  containers: readonly Container[],
): Promise<ContainerSecrets> {
  const [{ values, unknown }, written] = await Promise.all([
    containerSecrets(docker, containers),
    dotEnvValues(path, withoutComposeVariables(env)),
  ]);
  return { values: [...new Set([...values, ...secretValues([written])])], unknown };
}
