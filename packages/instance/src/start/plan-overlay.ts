import type { ComposeConfig, ComposeService } from '@ktrdr/compose-runner';

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
 * `sleep`, which would ignore SIGTERM, and no container for services that are not wanted. Nothing else is touched.
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
      ...(absent.includes(name) ? { scale: 0 } : {}),
    };
    return Object.keys(additions).length === 0 ? [] : [[name, additions] as const];
  });
  return services.length === 0 ? undefined : { text: JSON.stringify({ services: Object.fromEntries(services) }) };
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
