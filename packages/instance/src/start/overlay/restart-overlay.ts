import { type ComposeConfig, type ComposeService, RESTART_LABEL } from '@ktrdr/compose-runner';
import type { OverlayPart } from './overlay.ts';

/** A label for services that are not restarted, which tells one that did its work from one that was stopped. */
export function restartOverlay({ services }: ComposeConfig): OverlayPart {
  return {
    services: Object.fromEntries(
      Object.entries(services)
        .filter(([, service]) => !isRestarted(service))
        .map(([name, service]) => [name, { labels: { [RESTART_LABEL]: policyOf(service) } }]),
    ),
  };
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
