import type { Container } from '@ktrdr/compose-runner';
import type { ServedService } from '../served/served-services.ts';

/** What is wrong with a service's container, in a few words; null where nothing is. A one-shot that ended with 0 is well. */
export function serviceProblem(container: Container, served: ServedService | undefined): string | null {
  const { state, exitCode, restartPolicy, restartCount, health } = container;
  const isRestarted = restartPolicy === 'always' || restartPolicy === 'unless-stopped';
  if (state === 'exited' && exitCode === 0 && !isRestarted) return null;
  if (state === 'exited' || state === 'dead') return `ended with code ${exitCode}`;
  if (state === 'restarting') return `keeps restarting: ${restartCount} times, last exit code ${exitCode}`;
  if (state !== 'running') return `is ${state}`;
  if (health?.status === 'unhealthy') return `is unhealthy${probeOf(health)}`;
  const elsewhere = container.ports.find(({ target, published }) => (served?.get(target) ?? published) !== published);
  return elsewhere === undefined
    ? null
    : `publishes ${elsewhere.published} in place of ${served?.get(elsewhere.target)}: it was not started by up`;
}

function probeOf({ lastProbe }: NonNullable<Container['health']>): string {
  const line = lastProbe?.output.trim().split('\n').at(-1) ?? '';
  return line === '' ? '' : `: ${line}`;
}
