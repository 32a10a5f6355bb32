import type { Container } from '@ktrdr/compose-runner';
import type { BackendReach, WorkerRegistration } from './cause-facts.ts';
import type { Trouble } from './cause.ts';
import type { InstanceCommands } from './commands-of.ts';
import { backendSetting, endpointSetting } from './worker-variables.ts';

export interface WorkerTroubleOptions extends Pick<InstanceCommands, 'up' | 'logsOf'> {
  /** The instance's own. */
  readonly backend: Container | undefined;
}

/** Why a worker that runs is not registered as it should be; nothing where nobody can tell. */
export function workerTroubles(
  { container, endpoint, listening, reach }: WorkerRegistration,
  options: WorkerTroubleOptions,
): readonly Trouble[] {
  if (endpoint !== undefined) return wrongEndpoint(container, { endpoint, listening, up: options.up });
  return reach === undefined ? [] : wrongBackend(container, reach, options);
}

interface EndpointFacts extends Pick<WorkerRegistration, 'listening'> {
  readonly endpoint: string;
  readonly up: string;
}

function wrongEndpoint(container: Container, { endpoint, listening, up }: EndpointFacts): readonly Trouble[] {
  const { service } = container;
  const { hostname, port } = new URL(endpoint);
  const isOwnHost = namesOf(container).has(hostname);
  const isOwnPort = listening === undefined || listening.includes(Number(port || 80));
  if (isOwnHost && isOwnPort) return [];
  const heard = listening === undefined ? [] : [`its container listens on ${listening.join(', ')}`];
  const what = isOwnHost
    ? `port ${port || 80}, on which nothing in its container listens`
    : `${hostname}, which is not a name of its container`;
  const { name } = endpointSetting(container);
  const right = container.ports.find(({ target }) => listening?.includes(target) ?? true)?.target ?? listening?.[0];
  return [
    {
      code: 'WORKER_ENDPOINT',
      service,
      summary: `told the backend that it is at ${endpoint}: ${what}`,
      evidence: [
        { kind: 'answer', text: `the backend has it at ${endpoint}` },
        ...heard.map((text) => ({ kind: 'found', text }) as const),
      ],
      fix: `In the Compose file, set ${name} of ${service} to http://${service}:${right ?? '<its port>'}; then: ${up}`,
    },
  ];
}

function wrongBackend(
  container: Container,
  { url, answer }: BackendReach,
  { backend, up, logsOf }: WorkerTroubleOptions,
): readonly Trouble[] {
  const { service } = container;
  const { name, value } = backendSetting(container);
  const own = isOfBackend(url, backend);
  const right = `In the Compose file, set ${name} of ${service} to http://backend:8000; then: ${up}`;
  const given = { kind: 'found', text: value === undefined ? `${name} is not set` : `${name}=${value}` } as const;
  if (answer.kind === 'answered') {
    if (own && !answer.isKnownThere) return [];
    const whose =
      answer.project === undefined || answer.project === backend?.project ? '' : `: the backend of ${answer.project}`;
    // By way of the machine it may be the right one.
    if (answer.project !== undefined && whose === '') return [];
    const registers = answer.isKnownThere ? 'is registered' : 'registers';
    return [
      {
        code: 'WORKER_ELSEWHERE',
        service,
        summary: `${registers} with another backend than this instance's, at ${url}${whose}`,
        evidence: [given],
        fix: own ? `${logsOf(service)}\n${up}` : right,
      },
    ];
  }
  const evidence = [given, { kind: 'answer', text: `asked from its container: ${answer.text}` }] as const;
  const summary = `cannot reach the backend at ${url} from its container`;
  return [{ code: 'BACKEND_UNREACHABLE', service, summary, evidence, fix: own ? `${logsOf(service)}\n${up}` : right }];
}

/** Whether an address names the instance's backend, as containers on its networks do. */
function isOfBackend(url: string, backend: Container | undefined): boolean {
  return URL.canParse(url) && (backend === undefined || namesOf(backend).has(new URL(url).hostname));
}

/** All names under which others reach a container. */
function namesOf({ id, name, service, networks }: Container): ReadonlySet<string> {
  return new Set([service, name, id.slice(0, 12), ...networks.flatMap(({ names }) => names)]);
}
