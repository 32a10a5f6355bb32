import { CodedError } from '@ktrdr/errors';
import type { Instance } from '@ktrdr/instance';
import { LOCAL_PROD_WORKERS, type UpOptions } from './flags.ts';

/**
 * Refuses what only a sandbox can do, where a command takes an instance of either kind.
 *
 * @throws CodedError `USAGE`
 */
export function assertSuitsKind(
  { kind }: Pick<Instance, 'kind'>,
  flags: Pick<UpOptions, 'workers' | 'without' | 'with'>,
): void {
  if (kind.name === 'sandbox') return;
  const { workers } = flags;
  const { least, most } = LOCAL_PROD_WORKERS;
  if (flags.without !== undefined || flags.with !== undefined) {
    throw new CodedError('local-prod runs all of its services', {
      code: 'USAGE',
      hint: '--without and --with are for sandboxes.',
    });
  }
  if (workers === undefined || (typeof workers === 'number' && workers >= least && workers <= most)) return;
  throw new CodedError(`local-prod cannot have ${workers} workers`, {
    code: 'USAGE',
    hint: `Give --workers a whole number from ${least} to ${most}.`,
  });
}
