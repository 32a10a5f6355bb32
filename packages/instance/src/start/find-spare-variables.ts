import type { ComposeProject } from '@ktrdr/compose-runner';
import { ENV_FILE } from '../env-file/env-file.ts';
import type { Settings } from '../env-file/settings.ts';
import type { Environment } from '../core/environment.ts';
import type { Instance } from '../core/instance.ts';
import type { ComposeFileChoice } from '../compose-file/choose-compose-file.ts';
import { spareVariables } from '../compose-file/spare-variables.ts';

export interface FoundVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** Which they are, and what is not known, in words. */
  readonly notes: readonly string[];
  /** Lines of the user's that are not used, in words. */
  readonly warnings: readonly string[];
}

export interface FindVariablesOptions {
  readonly choice: ComposeFileChoice;
  readonly project: ComposeProject;
  /** What the files interpolate. */
  readonly env: Environment;
  /** The user's own lines of `.env.sandbox`. */
  readonly settings: Settings;
}

/**
 * In a sandbox, variables of the files' own through which they publish ports get the slot's spare ones. The shipped file has none.
 * Where the files cannot be read, it is said and the start goes on: what they publish there keeps its default, and a port that somebody
 * holds is refused like any other.
 */
export async function findSpareVariables(
  { slot }: Instance,
  { choice, project, env, settings }: FindVariablesOptions,
): Promise<FoundVariables> {
  if (slot === 0 || choice.shipped) return { variables: {}, notes: [], warnings: [] };
  // Loaded where it is used: a YAML parser is large.
  const { readComposeFiles } = await import('../compose-file/read-compose-files.ts');
  const source = await readComposeFiles(project.files, { directory: project.directory, env });
  const spare = spareVariables(source, { slot, profiles: project.profiles ?? [] });
  const list = spare.map(({ variable, value, service }) => `${variable}=${value} (${service})`).join(', ');
  return {
    variables: Object.fromEntries(spare.map(({ variable, value }) => [variable, value])),
    notes: [
      ...(spare.length === 0 ? [] : [`Ports of this sandbox for variables of the Compose file: ${list}`]),
      ...(source.unknown.length === 0
        ? []
        : [`Could not be read to find their ports, which keep the defaults: ${source.unknown.join('; ')}`]),
    ],
    warnings: spare
      .filter(({ variable, value }) => isSet(settings, variable) && env[variable] !== value)
      .map(
        ({ variable, value }) =>
          `${ENV_FILE} says ${variable}=${env[variable] ?? ''}, which is not used: the slot of a sandbox determines its ports, so that no two sandboxes conflict. It is ${value}.`,
      ),
  };
}

function isSet({ statements }: Settings, name: string): boolean {
  return statements.some((statement) => statement.kind !== 'invalid' && statement.key === name);
}
