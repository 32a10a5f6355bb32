export { addressArgs, type EngineAddress } from './engine-address.ts';
export { chosenEndpoint, type EndpointName } from './chosen-endpoint.ts';
export {
  type ConnectionOptions,
  type EngineAnswer,
  type EngineConnection,
  type EngineRequest,
  type EngineStream,
  openConnection,
} from './connection.ts';
export type { ContainerQuestions } from './container-questions.ts';
export type { ContainerStats } from './container-stats.ts';
export { createEngine, type Engine } from './create-engine.ts';
export { dockerFailed, dockerMissing, dockerTimeout } from './engine-errors.ts';
export type { EngineInfo, EngineVersion } from './engine-info.ts';
export type { InspectedNetwork, ListedNetwork, NetworkMember } from './engine-network.ts';
export type { EngineEvent } from './event.ts';
export type { EventsOptions } from './events.ts';
export type { ExecOptions, ExecResult } from './exec.ts';
export type { FilesRead } from './read-files.ts';
export { failureInWords } from './failure-in-words.ts';
export type { Filters } from './filters.ts';
export type { Image } from './image.ts';
export type { ImageQuestions } from './image-questions.ts';
export type {
  InspectedContainer,
  InspectedEndpoint,
  InspectedHealth,
  InspectedMount,
  InspectedPort,
  InspectedProbe,
} from './inspected-container.ts';
export { type ContainerFilters, listContainersRequest } from './list-containers-request.ts';
export type { ListedContainer, ListedMount, ListedPort } from './listed-container.ts';
export type { LogLine } from './log-lines.ts';
export type { LogsOptions } from './logs.ts';
export type { ConnectOptions, NetworkQuestions } from './network-questions.ts';
export type { ProcessList } from './process-list.ts';
export type { Volume } from './volume.ts';
export type { VolumeQuestions } from './volume-questions.ts';
export type { QuestionOptions } from './question-options.ts';
export type { Limits } from './within-limits.ts';
