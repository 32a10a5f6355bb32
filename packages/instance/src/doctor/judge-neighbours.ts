import { quoteArgument } from '@ktrdr/errors';
import type { Container } from '@ktrdr/compose-runner';
import { describeForeignWorker, type ForeignWorker } from '../readiness/judge-workers.ts';
import type { Instance } from '../core/instance.ts';
import type { DoctorFacts } from './facts.ts';
import type { Finding } from './finding.ts';

/** What other stacks are to the instances that run: on a network that they share, and in a backend. */
export function judgeNeighbours({ registry, engine, stacks }: DoctorFacts): Finding[] {
  if (registry.kind === 'failed' || engine.resources.kind === 'failed') return [];
  const { containers } = engine.resources.value;
  return registry.value.flatMap((instance) => [
    ...judgeNames(instance, { containers, instances: registry.value }),
    ...judgeWorkers(instance, stacks.get(instance.id)?.workers.foreign ?? []),
  ]);
}

/** Containers of others that answer to the names of an instance's services on a network that it is on. */
function judgeNames(
  { id, path }: Instance,
  { containers, instances }: { readonly containers: readonly Container[]; readonly instances: readonly Instance[] },
): Finding[] {
  const own = containers.filter(({ project, workingDirectory }) => project === id && workingDirectory === path);
  const services = new Set(own.map(({ service }) => service));
  const running = containers.filter(({ state }) => state === 'running');
  // Who asks is a container that runs; whose name leads astray is mostly one that does not.
  const asking = running.filter((container) => own.includes(container));
  const shared = new Set(asking.flatMap(({ networks }) => networks.map(({ network }) => network)));
  const met = running
    .filter(({ project }) => project !== id)
    .flatMap((container) =>
      container.networks.flatMap(({ network, names }) => {
        const taken = shared.has(network) ? names.filter((name) => services.has(name)) : [];
        return taken.length === 0 ? [] : [{ container, network, taken }];
      }),
    );
  if (met.length === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'NETWORK_SHARED_NAMES',
      subject: id,
      text: 'other containers answer to names of its services on a shared network: such a name also leads to them, and only to them while the service is not running here',
      detail: met.map(
        ({ container, network, taken }) => `${describe(container)} answers to ${taken.join(', ')} on ${network}`,
      ),
      repair: {
        kind: 'commands',
        text: 'Stop them, or disconnect them from the network:',
        commands: [...new Set(met.map(({ container, network }) => remedy(container, network, instances)))],
      },
    },
  ];
}

function judgeWorkers({ id, kind, path }: Instance, foreign: readonly ForeignWorker[]): Finding[] {
  if (foreign.length === 0) return [];
  const here = `cd ${quoteArgument(path)} && ${kind.command}`;
  return [
    {
      severity: 'warning',
      code: 'WORKER_FOREIGN',
      subject: id,
      text: 'workers of another stack have registered with its backend and may be given its jobs',
      detail: foreign.map(describeForeignWorker),
      repair: {
        kind: 'commands',
        text: 'Stop the stack they belong to; the backend forgets them when it is restarted:',
        commands: [`${here} down`, `${here} up`],
      },
    },
  ];
}

/** An instance of ours is started without such names. */
function remedy({ name, project }: Container, network: string, instances: readonly Instance[]): string {
  const instance = instances.find(({ id }) => id === project);
  return instance === undefined
    ? `docker network disconnect -f ${quoteArgument(network)} ${quoteArgument(name)}`
    : `cd ${quoteArgument(instance.path)} && ${instance.kind.command} up`;
}

function describe({ name, project, workingDirectory }: Container): string {
  const where = workingDirectory === undefined ? '' : ` (${workingDirectory})`;
  return `container ${name}${project === '' ? '' : ` of project ${project}`}${where}`;
}
