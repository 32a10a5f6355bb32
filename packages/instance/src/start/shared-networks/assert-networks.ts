import { CodedError } from '@ktrdr/errors';
import type { ComposeConfig } from '@ktrdr/compose-runner';
import type { Context } from '../../core/context.ts';
import type { Instance } from '../../core/instance.ts';
import { registeredInstances } from '../../core/registered-instances.ts';
import { judgeMemberships, judgeNeighbours, type NetworkFinding } from './judge-networks.ts';
import type { NetworksPlan } from './plan-networks.ts';

export interface NetworksRequest {
  /** With all services of the file. */
  readonly config: ComposeConfig;
  readonly networks: NetworksPlan;
  readonly file: string;
}

/**
 * Refuses what would make a name of this instance lead to somebody else's container, and warns of who on its shared networks
 * answers to one. Asks nothing for a file without shared networks.
 *
 * @throws CodedError `NETWORK_NAMES`, naming what the file says, or the other container
 */
export async function assertNetworks(
  context: Context,
  instance: Instance,
  { config, networks: plan, file }: NetworksRequest,
): Promise<void> {
  for (const { name, instead } of plan.own) {
    if (instead === undefined || isOfProject(instead, instance)) continue;
    const text = `Network ${instead} of the Compose file would be shared by all instances; this instance uses ${name} instead.`;
    context.report({ type: 'note', text });
  }
  if (plan.attachments.length === 0) return;
  refuse(judgeMemberships(config, plan), `${file} cannot be started beside other instances: `);
  const networks = await context.docker.inspectNetworks([...new Set(plan.attachments.map(({ network }) => network))]);
  const ids = new Set(networks.flatMap(({ members }) => members.map(({ id }) => id)));
  const neighbours = (await context.docker.inspect([...ids])).filter(({ project }) => project !== instance.id);
  if (neighbours.length === 0) return;
  const instances = await registeredInstances(context);
  const findings = judgeNeighbours(config, plan, { networks, neighbours, instances });
  refuse(findings, `${instance.id} cannot start: `);
  for (const { text, hint } of findings) context.report({ type: 'warning', text: `${text}. ${hint}` });
}

function isOfProject(network: string, { id }: Instance): boolean {
  return network.includes(id);
}

function refuse(findings: readonly NetworkFinding[], introduction: string): void {
  const refusals = findings.filter(({ refuses }) => refuses);
  if (refusals.length === 0) return;
  throw new CodedError(`${introduction}${refusals.map(({ text }) => text).join('; ')}`, {
    code: 'NETWORK_NAMES',
    hint: [...new Set(refusals.map(({ hint }) => hint))].join(' '),
  });
}
