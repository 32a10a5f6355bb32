import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { ProjectContainer } from '@ktrdr/compose-runner';

/**
 * Refuses when a project's containers were started from another directory than `path`: they belong to somebody else,
 * another registry or a Compose command by hand, and with them the volumes.
 *
 * @throws CodedError `FOREIGN_PROJECT`, naming the other directory
 */
export function assertOwnProject(
  project: string,
  path: string,
  containers: readonly Pick<ProjectContainer, 'name' | 'state' | 'workingDirectory'>[],
): void {
  const foreign = containers.find(({ workingDirectory }) => workingDirectory !== path);
  if (foreign === undefined) return;
  const other = foreign.workingDirectory ?? 'an unknown directory';
  throw new CodedError(`Compose project ${project} already runs from another directory: ${other}`, {
    code: 'FOREIGN_PROJECT',
    hint:
      `Nothing was changed. If those containers are yours to remove, go to ${other} and stop them there; ` +
      `or, to remove containers and keep volumes: docker compose -p ${quoteArgument(project)} down`,
    detail: `its container ${foreign.name} (${foreign.state}) does not belong to ${path}`,
  });
}
