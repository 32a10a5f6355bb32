import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { ProjectContainer } from '@ktrdr/compose-runner';

const STOPPED = new Set(['created', 'exited', 'dead']);

/**
 * Refuses when a project's containers were started from another directory than `path`: they belong to somebody else,
 * another registry or a Compose command by hand, and with them the volumes. Refuses too when one of them is none of Compose's: who runs an image
 * that Compose built, or that was made of one of these containers, gets that image's labels with it.
 *
 * @param changed what is said to have been changed where it refuses
 * @throws CodedError `FOREIGN_PROJECT`, naming the other directory, or the container
 */
export function assertOwnProject(
  project: string,
  path: string,
  containers: readonly Pick<ProjectContainer, 'name' | 'state' | 'workingDirectory' | 'stray'>[],
  changed = 'Nothing was changed.',
): void {
  const found = containers.find(({ stray, workingDirectory }) => stray || workingDirectory === undefined);
  if (found !== undefined) throw isStray(project, found, changed);
  const others = containers.filter(({ workingDirectory }) => workingDirectory !== path);
  const [foreign] = others;
  if (foreign === undefined) return;
  const other = foreign.workingDirectory ?? '';
  const running = others.filter(({ state }) => !STOPPED.has(state));
  // One step after the other: to stop them loses nothing, and shows whether anybody misses them.
  const way =
    running.length > 0
      ? `stop them, which loses nothing, and run the command again, which then says how to remove them: docker stop ${running.map(({ name }) => quoteArgument(name)).join(' ')}`
      : `remove them, with all data in them that is not in a volume: docker rm ${others.map(({ name }) => quoteArgument(name)).join(' ')}`;
  const runs = running.length === 0 ? 'has containers' : 'already runs';
  throw new CodedError(`Compose project ${project} ${runs} from another directory: ${other}`, {
    code: 'FOREIGN_PROJECT',
    hint:
      `${changed} Somebody is using them in ${other}; if that is you, stop them there. To see them: ${lookAt(project)}\n` +
      // By name: the project may have containers of the instance's own besides.
      `If nobody uses them any more, ${way}`,
    detail: `its container ${foreign.name} (${foreign.state}) does not belong to ${path}`,
  });
}

/** Those that were started from another directory, and are stopped: whoever leaves them alone takes nothing from anybody. */
export function stoppedOfOthers<Part extends Pick<ProjectContainer, 'state' | 'workingDirectory' | 'stray'>>(
  path: string,
  containers: readonly Part[],
): Part[] {
  return containers.filter(
    ({ state, workingDirectory, stray }) =>
      !stray && workingDirectory !== undefined && workingDirectory !== path && STOPPED.has(state),
  );
}

/** The command that tells which containers a project has, how they are, and whose directory they were started from. */
export function lookAt(project: string): string {
  const columns = '{{.Names}}  {{.Status}}  {{.Label "com.docker.compose.project.working_dir"}}';
  return `docker ps --all --filter label=com.docker.compose.project=${quoteArgument(project)} --format ${quoteArgument(columns)}`;
}

function isStray(
  project: string,
  { name, state }: Pick<ProjectContainer, 'name' | 'state'>,
  changed: string,
): CodedError {
  return new CodedError(
    `Container ${name} has the labels of Compose project ${project}, but Compose did not create it`,
    {
      code: 'FOREIGN_PROJECT',
      hint:
        `${changed} An image that Compose built, or that was made from a container of the project, passes its labels on to every container run from it. ` +
        `To remove the container and its data: docker rm -f ${quoteArgument(name)}\n` +
        'To run such a container beside the instance, clear the label: docker run --label com.docker.compose.project= …',
      detail: `its container ${name} (${state})`,
    },
  );
}
