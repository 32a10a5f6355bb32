/** A container, volume or network on the Engine that carries a Compose project's label. */
export interface ProjectTrace {
  readonly kind: 'container' | 'volume' | 'network';
  readonly name: string;
  readonly project: string;
  /** Of containers: the directory they were started from. */
  readonly directory?: string | undefined;
}

/** An instance in one of our own registries: the demo's or a test's. */
export interface OwnInstance {
  readonly id: string;
  readonly path: string;
}

/**
 * What belongs to somebody's real environment: traces of a project `ktrdr-prod` or `ktrdr--*` that none of our own
 * registries accounts for, or containers of such a project that run from another directory than the registered one.
 */
export function foreignProjects(traces: readonly ProjectTrace[], own: readonly OwnInstance[]): ProjectTrace[] {
  return traces.filter(({ project, directory }) => {
    if (project !== 'ktrdr-prod' && !project.startsWith('ktrdr--')) return false;
    const instances = own.filter(({ id }) => id === project);
    if (instances.length === 0) return true;
    return directory !== undefined && instances.every(({ path }) => path !== directory);
  });
}
