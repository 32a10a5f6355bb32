import type { WaitGoal } from '@ktrdr/instance';
import { InvalidArgumentError } from 'commander';

const HEALTHY = 'healthy:';

/** Reads what is waited for: `ready`, `stopped`, `healthy:db`. */
export function readGoal(text: string): WaitGoal {
  if (text === 'ready' || text === 'stopped') return { kind: text };
  if (text.startsWith(HEALTHY) && text.length > HEALTHY.length) {
    return { kind: 'healthy', service: text.slice(HEALTHY.length) };
  }
  throw new InvalidArgumentError('Give ready, stopped, or healthy: with a service, as in healthy:db.');
}
