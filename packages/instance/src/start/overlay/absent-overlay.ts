import type { ComposeConfig, ComposeService } from '@ktrdr/compose-runner';
import { type OverlayEntry, type OverlayPart, Override, RESET } from './overlay.ts';

/**
 * Services without a container: Compose removes those that they have, and asks for no network, no volume and no image for them alone. What could do
 * without them no longer depends on them: Compose 2.26 writes dependencies into a label, and its `down` by name then fails with
 * "could not find …: not found".
 */
export function absentOverlay(config: ComposeConfig, absent: readonly string[]): OverlayPart {
  const none = {
    scale: 0,
    // Compose 2.26 refuses two numbers that differ.
    deploy: { replicas: 0 },
    build: RESET,
    pull_policy: 'never',
    depends_on: RESET,
    networks: RESET,
    network_mode: 'none',
    volumes: RESET,
  };
  return {
    services: {
      ...Object.fromEntries(
        Object.entries(config.services).map(([name, service]) => [name, withoutThem(service, absent)]),
      ),
      ...Object.fromEntries(absent.map((name) => [name, none])),
    },
  };
}

function withoutThem({ depends_on: all }: ComposeService, absent: readonly string[]): OverlayEntry {
  const entries = Object.entries(all ?? {});
  const kept = entries.filter(([name]) => !absent.includes(name));
  if (kept.length === entries.length) return {};
  return { depends_on: kept.length === 0 ? RESET : new Override(Object.fromEntries(kept)) };
}
