/** A Compose project, always named explicitly: the directory a command happens to run in never decides. */
export interface ComposeProject {
  /** The project's name (`docker compose -p`). */
  readonly name: string;
  /** What relative paths in the files refer to (`--project-directory`); also the label that tells whose project it is. */
  readonly directory: string;
  /** Compose files, later ones merged over earlier ones; `-` reads standard input. */
  readonly files: readonly string[];
  readonly profiles?: readonly string[];
}

/**
 * The arguments of `docker compose` for a project with its files.
 * Source: https://docs.docker.com/reference/cli/docker/compose/
 */
export function composeArgs(project: ComposeProject, command: readonly string[]): string[] {
  return [
    'compose',
    '-p',
    project.name,
    '--project-directory',
    project.directory,
    ...project.files.flatMap((file) => ['-f', file]),
    ...(project.profiles ?? []).flatMap((profile) => ['--profile', profile]),
    ...command,
  ];
}

/**
 * The arguments of `docker compose` for a project by its name alone. Without `-f`, and with `-p`, Compose reads no file
 * and finds containers, networks and volumes by their labels, whatever profile started them.
 */
export function composeArgsByName(name: string, command: readonly string[]): string[] {
  return ['compose', '-p', name, ...command];
}
