import { CodedError, quoteArgument } from '@ktrdr/errors';
import { type ComposeConfig, undouble } from '@ktrdr/compose-runner';
import { givenFiles } from './given-files.ts';

/** A file or directory of the host that the resolved file has mounted into a container. */
export interface BindMount {
  readonly service: string;
  readonly source: string;
  readonly target: string;
  /** Compose is not to make it (`create_host_path: false`). */
  readonly mustExist?: boolean;
  /** The container runs it. */
  readonly isRun?: boolean;
  /** It is a file, of a config or a secret. */
  readonly isFile?: boolean;
}

/** External resources that the file expects to be there. */
export interface ExternalResource {
  readonly kind: 'network' | 'volume';
  readonly name: string;
}

/** What services mount of the host: their bind mounts, and the files of their configs and secrets. */
export function bindMounts(config: ComposeConfig): BindMount[] {
  return [...mountedVolumes(config), ...mountedFiles(config)];
}

/** Bind mounts whose source Compose would let the Engine make, as root. */
function mountedVolumes(config: ComposeConfig): BindMount[] {
  return Object.entries(config.services).flatMap(([service, { volumes, entrypoint, command }]) =>
    (volumes ?? []).flatMap(({ type, source, target, bind }) => {
      if (type !== 'bind' || source === undefined) return [];
      // Compose 2.26 and 2.40 print `false` as an empty `bind`; where the file says nothing of it, `true` or no `bind` at all.
      const mustExist = bind !== undefined && bind !== null && bind.create_host_path !== true;
      const isRun = [entrypoint?.[0], command?.[0]].includes(target);
      const marks = { ...(mustExist && { mustExist }), ...(isRun && { isRun }) };
      return [{ service, source: undouble(source), target: undouble(target), ...marks }];
    }),
  );
}

/** The files of configs and secrets, which Compose mounts too, and never makes. */
function mountedFiles(config: ComposeConfig): BindMount[] {
  return givenFiles(config).flatMap(({ service, source, target }) =>
    source === undefined ? [] : [{ service, source, target, mustExist: true, isFile: true }],
  );
}

/** Networks and volumes that the file expects to have been made elsewhere, and that a service of it uses. */
export function externalResources(config: ComposeConfig): ExternalResource[] {
  const services = Object.values(config.services);
  const of = (kind: ExternalResource['kind'], all: ComposeConfig['networks'], used: readonly string[]) =>
    Object.entries(all ?? {}).flatMap(([key, resource]) =>
      resource?.external === true && used.includes(key) ? [{ kind, name: resource.name ?? key }] : [],
    );
  const networks = services.flatMap((service) => Object.keys(service.networks ?? {}));
  const volumes = services.flatMap((service) => (service.volumes ?? []).flatMap(({ source }) => source ?? []));
  return [...of('network', config.networks, networks), ...of('volume', config.volumes, volumes)];
}

/**
 * Refuses a `container_name`: two instances on one Engine cannot both have it.
 *
 * @throws CodedError `COMPOSE_INVALID`, naming service and key
 */
export function assertNoContainerNames(config: ComposeConfig, file: string): void {
  const named = Object.entries(config.services).filter(([, service]) => service.container_name !== undefined);
  if (named.length === 0) return;
  const list = named.map(([name, service]) => `services.${name}.container_name (${service.container_name})`).join(', ');
  throw new CodedError(`${file} fixes container names: ${list}`, {
    code: 'COMPOSE_INVALID',
    hint: 'Remove those lines: Compose then names containers after the project, and two instances can run side by side.',
  });
}

/** @throws CodedError `EXTERNAL_MISSING`, with the command that creates each one */
export function externalMissing(missing: readonly ExternalResource[]): CodedError {
  const list = missing.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  return new CodedError(`The Compose file expects networks or volumes that do not exist: ${list}`, {
    code: 'EXTERNAL_MISSING',
    hint: `Create it, then run the command again: ${missing.map(({ kind, name }) => `docker ${kind} create ${quoteArgument(name)}`).join(' && ')}`,
  });
}
