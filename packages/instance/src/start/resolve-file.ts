import { type ComposeConfig, type ComposeProject, createCompose } from '@ktrdr/compose-runner';
import type { Context } from '../core/context.ts';
import type { EnvFile } from '../env-file/refresh-env-file.ts';
import type { Environment } from '../core/environment.ts';
import type { Instance } from '../core/instance.ts';
import type { ComposeFileChoice } from '../compose-file/choose-compose-file.ts';
import { composeEnvironment, placeholderSecrets } from './compose-environment.ts';
import { findSpareVariables } from './find-spare-variables.ts';
import { pointAtLine } from './point-at-line.ts';
import { resolveConfig, type VariablesReading } from './secrets/resolve-config.ts';

/** The Compose files of an instance, resolved. */
export interface Resolved {
  readonly project: ComposeProject;
  /** What is computed for the instance, and the spare ports of the slot. */
  readonly variables: Readonly<Record<string, string>>;
  /** Which variables the files read. */
  readonly reading: VariablesReading;
  /** What is to be said of the file's variables. */
  readonly notes: readonly string[];
  /** Lines of the user's that are not used, and what Compose warned about, once each. */
  readonly warnings: readonly string[];
  readonly environment: Environment;
  readonly config: ComposeConfig;
  /** All of what Compose printed of them. */
  readonly text: string;
}

export interface ResolveFileOptions {
  readonly choice: ComposeFileChoice;
  /** What is computed for the instance, and the user's own lines. */
  readonly own: EnvFile;
  /** Start with the Compose file's insecure defaults. */
  readonly noSecrets: boolean;
  /** Profiles to enable besides the kind's own. */
  readonly profiles?: readonly string[];
}

/**
 * Resolves an instance's Compose files as a start does, with placeholders for its secrets.
 *
 * @throws CodedError `COMPOSE_INVALID`, and those of the Engine
 */
export async function resolveFile(
  context: Context,
  instance: Instance,
  { choice, own, noSecrets, profiles = [] }: ResolveFileOptions,
): Promise<Resolved> {
  const project = {
    name: instance.id,
    directory: instance.path,
    files: choice.files,
    profiles: [...instance.kind.profiles, ...profiles],
  };
  const environmentOf = (
    variables: Resolved['variables'],
    placeholders: Readonly<Record<string, string>> = {},
  ): ReturnType<typeof composeEnvironment> => {
    const secrets = noSecrets ? undefined : { ...placeholderSecrets(), ...placeholders };
    return composeEnvironment({ env: context.env, kind: instance.kind, variables, settings: own.settings, secrets });
  };
  const { settings } = own;
  const spare = await findSpareVariables(instance, { choice, project, settings, env: environmentOf(own.variables) });
  const variables = { ...spare.variables, ...own.variables };
  const { result, reading } = await resolveConfig({
    files: project.files,
    hasItem: !noSecrets,
    resolve: async (placeholders) => {
      const compose = createCompose(project, { docker: context.docker, env: environmentOf(variables, placeholders) });
      return await compose.config().catch(async (error: unknown) => {
        throw await pointAtLine(error, project.files);
      });
    },
  });
  const { notes } = spare;
  const warnings = [...new Set([...spare.warnings, ...result.warnings])];
  const { config, text } = result;
  return { project, environment: environmentOf(variables), variables, notes, warnings, config, text, reading };
}
