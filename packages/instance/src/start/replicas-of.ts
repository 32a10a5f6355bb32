import type { ComposeService } from '@ktrdr/compose-runner';

/** How many containers a service is to have. Source: https://docs.docker.com/reference/compose-file/services/#scale */
export function replicasOf({ scale, deploy }: Pick<ComposeService, 'scale' | 'deploy'>): number {
  return scale ?? deploy?.replicas ?? 1;
}
