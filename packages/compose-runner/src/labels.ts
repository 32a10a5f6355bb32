/**
 * Label for the restart policy (`no`, `on-failure`) of a service that is not restarted: a list of containers tells their labels, and
 * not their policies. Whoever starts a project may set it.
 */
export const RESTART_LABEL = 'ktrdr.restart-policy';

/**
 * Label for the networks that a service is on, those that a start adds included. It makes a change of them a change of the service,
 * for which Compose makes its containers anew: the name of a network is no part of what Compose compares.
 */
export const NETWORKS_LABEL = 'ktrdr.networks';

/**
 * Label for what a service has mounted: a JSON object with, for each place in the container, what tells the file or directory that was mounted there from
 * another at the same path. It makes another one a change of the service: Compose compares the paths alone. Whoever starts a project may set it.
 */
export const MOUNTS_LABEL = 'ktrdr.mounts';

/** Labels that Compose puts on what it makes. Source: github.com/docker/compose, `pkg/api/labels.go`. */
export const labels = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  workingDirectory: 'com.docker.compose.project.working_dir',
  dependencies: 'com.docker.compose.depends_on',
  network: 'com.docker.compose.network',
  oneOff: 'com.docker.compose.oneoff',
  /** The id of the image that a container was made from. */
  image: 'com.docker.compose.image',
  /** What a container was made for: the service as the file had it. */
  configHash: 'com.docker.compose.config-hash',
} as const;

/** The label that narrows a list to what belongs to a project, or without a name to any. */
export function projectLabel(project?: string): string {
  return project === undefined ? labels.project : `${labels.project}=${project}`;
}

/** The services that a container was made to wait for: of `db:service_healthy:false,cache:service_started:true` the names. */
export function dependenciesIn(all: Readonly<Record<string, string>>): string[] {
  return (all[labels.dependencies] ?? '').split(',').flatMap((one) => one.split(':')[0] || []);
}

/** What `MOUNTS_LABEL` says, by the place in the container; nothing where it says something else. */
export function mountedIn(all: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const said = parsed(all[MOUNTS_LABEL] ?? '');
  if (typeof said !== 'object' || said === null) return new Map();
  return new Map(Object.entries(said).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
