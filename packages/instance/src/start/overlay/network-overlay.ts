import { type ComposeConfig, NETWORKS_LABEL } from '@ktrdr/compose-runner';
import type { NetworksPlan } from '../shared-networks/plan-networks.ts';
import { type OverlayEntry, type OverlayPart, Override } from './overlay.ts';

/**
 * Takes the services off shared networks, names the project's own ones, and says in a label of each service on which ones its containers
 * are: nothing where the file is left as it is.
 */
export function networkOverlay(config: ComposeConfig, { own, memberships, attachments }: NetworksPlan): OverlayPart {
  const renamed = own.filter(({ key, instead }) => instead !== undefined || !(key in (config.networks ?? {})));
  if (renamed.length === 0 && attachments.length === 0) return {};
  const services = Object.entries(config.services).flatMap(([service, { networks }]): [string, OverlayEntry][] => {
    if (networks === undefined || networks === null) return [];
    const membership = memberships.get(service);
    const names = [
      ...Object.keys(membership ?? networks).map((key) => own.find((one) => one.key === key)?.name ?? key),
      ...attachments
        .filter((one) => one.service === service)
        .map(({ network, ipv4, ipv6 }) => [network, ...[ipv4, ipv6].filter((one) => one !== undefined)].join('=')),
    ];
    const labels = { [NETWORKS_LABEL]: names.toSorted().join(' ') };
    return [[service, { ...(membership === undefined ? {} : { networks: new Override(membership) }), labels }]];
  });
  return {
    services: Object.fromEntries(services),
    networks: Object.fromEntries(renamed.map(({ key, name }) => [key, { name }])),
  };
}
