import { quoteArgument } from '@ktrdr/errors';
import type { ComposeProject, Container } from '@ktrdr/compose-runner';
import type { Environment } from '../core/environment.ts';

export interface OrphanOptions {
  readonly project: ComposeProject;
  /** What the files interpolate. */
  readonly env: Environment;
  readonly containers: readonly Container[];
  /** Services that the start knows of. */
  readonly services: readonly string[];
}

/**
 * The project's containers whose service the Compose files do not have any more, in no profile: after a branch switch they go on, and
 * may hold ports. None where the files cannot be read in full.
 */
export async function findOrphans(options: OrphanOptions): Promise<readonly Container[]> {
  const { project, env, containers, services } = options;
  const strangers = containers.filter(({ service }) => !services.includes(service));
  if (strangers.length === 0) return [];
  // Loaded where it is used: a YAML parser is large.
  const { readComposeFiles } = await import('../compose-file/read-compose-files.ts');
  const source = await readComposeFiles(project.files, { directory: project.directory, env });
  if (source.unknown.length > 0) return [];
  return strangers.filter(({ service }) => !Object.hasOwn(source.services, service));
}

/** What a person can do about orphans. */
export function removeOrphans(orphans: readonly Container[]): string {
  return `docker rm -f ${orphans.map(({ name }) => quoteArgument(name)).join(' ')}`;
}
