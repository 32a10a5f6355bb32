import type { EngineRequest } from './connection.ts';
import { type Filters, filtersOf } from './filters.ts';
import type { QuestionOptions } from './question-options.ts';

/** Which containers. */
export interface ContainerFilters extends Filters {
  /** Only those that run. @default false */
  readonly running?: boolean;
  /** Only those that are on one of these networks, by their ids; stopped ones too. */
  readonly networks?: readonly string[];
}

/** The question for a list of containers: whoever needs its answer soon can ask it before the code is loaded that reads it. */
export function listContainersRequest(
  { running = false, networks = [], ...filters }: ContainerFilters = {},
  options: QuestionOptions = {},
): EngineRequest {
  const query = { all: running ? undefined : '1', filters: filtersOf(filters, { network: networks }) };
  return { doing: 'list containers', path: '/containers/json', query, ...options };
}
