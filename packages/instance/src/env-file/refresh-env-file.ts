import { CodedError } from '@ktrdr/errors';
import type { Context } from '../context.ts';
import type { Instance } from '../instance.ts';
import { ENV_FILE, readEnvFile, writeEnvFile } from './env-file.ts';
import { instanceVariables } from './instance-variables.ts';

/**
 * The instance's variables, computed from the registry. A lost `.env.sandbox` is written again; one that was edited is
 * warned about and not used; one that names another instance is refused.
 *
 * @throws CodedError `IDENTITY_MISMATCH`
 */
export async function refreshEnvFile(context: Context, instance: Instance): Promise<Record<string, string>> {
  const variables = instanceVariables(instance, context.home);
  const written = await readEnvFile(instance.path);
  if (written === undefined) {
    await writeEnvFile(instance.path, variables);
    context.report({ type: 'note', text: `${ENV_FILE} was missing: written again from the registry.` });
    return variables;
  }
  const id = written['INSTANCE_ID'];
  if (id !== undefined && id !== instance.id) throw mismatch(instance, id);
  const edited = Object.keys(variables).filter((key) => written[key] !== variables[key]);
  if (edited.length > 0) {
    context.report({
      type: 'warning',
      text: `${ENV_FILE} differs from the registry in ${edited.join(', ')}; the registry's values are used. Delete the file to have it written again.`,
    });
  }
  return variables;
}

function mismatch(instance: Instance, id: string): CodedError {
  return new CodedError(
    `${instance.path}/${ENV_FILE} says that this directory is ${id}, but it is registered as ${instance.id}`,
    {
      code: 'IDENTITY_MISMATCH',
      hint: `If it is ${instance.id}, delete that file and run the command again; it is written anew.`,
    },
  );
}
