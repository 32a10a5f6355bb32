import type { ComposeConfig, Container } from '@ktrdr/compose-runner';
import { type Attachment, attachmentOf, type NetworksPlan, type OwnNetwork } from './plan-networks.ts';

/**
 * The places on the project's own networks that containers have lost: somebody has taken them off. Compose before 2.32 does not see it, as their
 * configuration is what it was. Source: github.com/docker/compose, `checkExpectedNetworks` in `pkg/compose/convergence.go`
 */
export function lostAttachments(
  config: ComposeConfig,
  { own, memberships }: Pick<NetworksPlan, 'own' | 'memberships'>,
  containers: readonly Container[],
): Attachment[] {
  return Object.entries(config.services).flatMap(([service, { networks }]) => {
    const ours = containers.filter((container) => container.service === service && !container.oneOff);
    const keys = Object.keys(memberships.get(service) ?? networks ?? {});
    return own
      .filter(({ key, name }) => keys.includes(key) && ours.some((container) => !isOn(container, name)))
      .map((network) => ownAttachment(config, service, network));
  });
}

/** As Compose puts a container on a network: with the service's name besides what the file says. */
function ownAttachment(config: ComposeConfig, service: string, network: OwnNetwork): Attachment {
  const attachment = attachmentOf(config, service, network);
  return { ...attachment, aliases: [service, ...attachment.aliases], isOwn: true };
}

function isOn({ networks }: Container, name: string): boolean {
  return networks.some(({ network }) => network === name);
}
