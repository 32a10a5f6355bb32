import type { ComposeService } from '@ktrdr/compose-runner';

/** A worker service is one whose container has one of these in its environment. */
export const WORKER_VARIABLES = ['WORKER_TYPE', 'KTRDR_WORKER_TYPE'] as const;

/** What kind of worker a service of a resolved file is; undefined for one that is none. */
export function workerTypeOf({ environment }: ComposeService): string | undefined {
  return WORKER_VARIABLES.map((name) => environment?.[name] ?? '').find((type) => type !== '');
}
