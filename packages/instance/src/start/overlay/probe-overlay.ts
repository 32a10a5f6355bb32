import type { ComposeConfig, ComposeService } from '@ktrdr/compose-runner';
import type { OverlayPart } from './overlay.ts';

/** How often health is probed while a stack starts. */
const PROBING = { start_period: '600s', start_interval: '1s' } as const;

/**
 * Frequent probes for services with a health check, so that a start does not wait for slow health intervals.
 * Source: https://docs.docker.com/reference/compose-file/services/#healthcheck (`start_interval` needs Engine 25, and
 * Compose refuses it without `start_period`)
 */
export function probeOverlay({ services }: ComposeConfig): OverlayPart {
  return {
    services: Object.fromEntries(
      Object.entries(services)
        .filter(([, service]) => isProbed(service))
        .map(([name]) => [name, { healthcheck: PROBING }]),
    ),
  };
}

function isProbed({ healthcheck }: ComposeService): boolean {
  const test = healthcheck?.test ?? [];
  return test.length > 0 && test[0] !== 'NONE' && healthcheck?.disable !== true;
}
