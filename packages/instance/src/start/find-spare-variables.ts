import type { ComposeProject } from '@ktrdr/compose-runner';
import type { Environment } from '../environment.ts';
import type { Instance } from '../instance.ts';
import type { ComposeFileChoice } from './choose-compose-file.ts';
import { spareVariables } from './spare-variables.ts';

export interface FoundVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** Which they are, and what is not known, in words. */
  readonly notes: readonly string[];
}

export interface FindVariablesOptions {
  readonly choice: ComposeFileChoice;
  readonly project: ComposeProject;
  /** What the files interpolate. */
  readonly env: Environment;
}

/**
 * In a sandbox, variables of the files' own through which they publish ports get the slot's spare ones. The shipped file has none.
 * Where the files cannot be read, it is said and the start goes on: what they publish there keeps its default, and a port that somebody
 * holds is refused like any other.
 */
export async function findSpareVariables(
  { slot }: Instance,
  { choice, project, env }: FindVariablesOptions,
): Promise<FoundVariables> {
  if (slot === 0 || choice.shipped) return { variables: {}, notes: [] };
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
        : [`Not looked into for ports, which keep their defaults there: ${source.unknown.join('; ')}`]),
    ],
  };
}
