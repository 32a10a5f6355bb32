import type { ComposeConfig, ComposeService } from '@ktrdr/compose-runner';
import type { OverlayPart } from './overlay.ts';

/**
 * What a service needs whose process 1 is a bare `sleep`: an init process, because it would ignore SIGTERM, and no health check of its
 * image's, which asks for a server that does not run here. KTRDR's image asks port 8000, and its MCP container, in which the assistant
 * executes the server, would be unhealthy for as long as it lives. What the file itself says stays.
 */
export function sleepOverlay({ services }: ComposeConfig): OverlayPart {
  return {
    services: Object.fromEntries(
      Object.entries(services)
        .filter(([, service]) => isBareSleep(service))
        .map(([name, { init, healthcheck }]) => [
          name,
          {
            ...(init === undefined ? { init: true } : {}),
            ...(healthcheck === undefined || healthcheck === null ? { healthcheck: { disable: true } } : {}),
          },
        ]),
    ),
  };
}

function isBareSleep({ command, entrypoint }: ComposeService): boolean {
  const processOne = [...(entrypoint ?? []), ...(command ?? [])][0];
  return processOne === 'sleep' || processOne === '/bin/sleep' || processOne === '/usr/bin/sleep';
}
