import { type ComposeConfig, type ComposeService, RESTART_LABEL } from '@ktrdr/compose-runner';

/** How often health is probed while a stack starts: constants, because a changed value would recreate containers. */
const PROBING = { start_period: '600s', start_interval: '1s' } as const;

export interface OverlayOptions {
  /** Whether the Engine can probe more often while a container starts. */
  readonly probing: boolean;
  /** Services of the file that must have no container. */
  readonly absent: readonly string[];
}

/**
 * A Compose file to merge over an instance's own, so that a start does not wait for slow health intervals; undefined when
 * there is nothing to add. Frequent probes for services with a health check, an init process where process 1 is a bare
 * `sleep`, which would ignore SIGTERM, a label for services that are not restarted, which tells one that did its work from one
 * that was stopped, and no container for services that are not wanted. Nothing else is touched.
 * Source: https://docs.docker.com/reference/compose-file/services/#healthcheck (`start_interval` needs Engine 25, and
 * Compose refuses it without `start_period`)
 */
export function planOverlay(
  config: ComposeConfig,
  { probing, absent }: OverlayOptions,
): { readonly text: string } | undefined {
  const services = Object.entries(config.services).flatMap(([name, service]) => {
    const additions = {
      ...(probing && isProbed(service) ? { healthcheck: PROBING } : {}),
      ...(probing && isBareSleep(service) ? { init: true } : {}),
      ...(isRestarted(service) ? {} : { labels: { [RESTART_LABEL]: policyOf(service) } }),
      ...(absent.includes(name) ? { scale: 0 } : {}),
    };
    return Object.keys(additions).length === 0 ? [] : [[name, additions] as const];
  });
  return services.length === 0 ? undefined : { text: JSON.stringify({ services: Object.fromEntries(services) }) };
}

/**
 * `no`, `on-failure`, `unless-stopped` or `always`, as the Engine is told it. `deploy` wins over `restart`.
 * Source: github.com/docker/compose, `getRestartPolicy` in `pkg/compose/create.go`
 */
function policyOf({ restart, deploy }: ComposeService): string {
  // Without its largest number of tries: `on-failure:3`.
  const [policy = ''] = (deploy?.restart_policy?.condition ?? restart ?? '').split(':');
  if (policy === 'any') return 'always';
  return policy === 'none' || policy === '' ? 'no' : policy;
}

function isRestarted(service: ComposeService): boolean {
  return ['always', 'unless-stopped'].includes(policyOf(service));
}

function isProbed({ healthcheck }: ComposeService): boolean {
  const test = healthcheck?.test ?? [];
  return test.length > 0 && test[0] !== 'NONE' && healthcheck?.disable !== true;
}

function isBareSleep({ init, command, entrypoint }: ComposeService): boolean {
  const processOne = [...(entrypoint ?? []), ...(command ?? [])][0];
  return (
    init === undefined && (processOne === 'sleep' || processOne === '/bin/sleep' || processOne === '/usr/bin/sleep')
  );
}
