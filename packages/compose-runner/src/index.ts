export type { BoundDirectory } from './bound-directories.ts';
export {
  type Compose,
  type ComposeByName,
  composeByName,
  type ConfigResult,
  type ConverseOptions,
  createCompose,
} from './compose.ts';
export { composeArgs, composeArgsByName, type ComposeProject } from './compose-args.ts';
export {
  type ComposeBuild,
  type ComposeConfig,
  composeConfig,
  type ComposeService,
  undouble,
} from './compose-config.ts';
export type { ContainerSummary } from './container-summary.ts';
export type { Bind, Container, Health, Probe, PublishedPort } from './container.ts';
export {
  createDocker,
  type Docker,
  type DockerOptions,
  type EngineIdentity,
  type EngineVersions,
  type Everything,
  type PortPublisher,
  type ProjectResource,
} from './docker.ts';
export type { ConnectOptions, EndpointName, EngineAddress, EngineEvent, ExecResult } from '@ktrdr/engine';
export { engineFailure } from './engine-failure.ts';
export { labels, MOUNTS_LABEL, NETWORKS_LABEL, RESTART_LABEL } from './labels.ts';
export { listComposeContainers } from './list-compose-containers.ts';
export { LOCAL_HOST } from './host-of-endpoint.ts';
export type { LogLine, LogsOptions, NetworkMember } from '@ktrdr/engine';
export type { Network } from './network.ts';
export type { NetworkEndpoint } from './network-endpoint.ts';
export {
  isAnonymous,
  type OtherVolume,
  type ProjectContainer,
  type ProjectParts,
  type ProjectVolume,
} from './project-parts.ts';
export {
  goneParts,
  type HeldNetwork,
  type LeftParts,
  removeParts,
  type RemovedParts,
  type RemoveOptions,
} from './remove-parts.ts';
export { stopOrder } from './stop-order.ts';
export type { UpOptions } from './up-args.ts';
export type { VolumeUser } from './volume-users.ts';
export type { ImageSummary } from './image-summary.ts';
