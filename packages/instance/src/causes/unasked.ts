import type { Instance } from '../core/instance.ts';
import type { CauseFacts } from './cause-facts.ts';

/** The facts of an instance of which nobody asked anything: nothing is wrong by them. */
export function unasked(instance: Instance): CauseFacts {
  return {
    instance,
    isPresent: true,
    forbidden: undefined,
    replaced: undefined,
    envFile: undefined,
    engine: { kind: 'known', value: { id: '', clockAheadMs: 0 } },
    containers: { kind: 'known', value: [] },
    now: 0,
    served: { services: undefined, declared: undefined, sharedObservability: false },
    expected: new Map(),
    heldPorts: [],
    missingMounts: [],
    replacedMounts: [],
    refusedMounts: [],
    outdatedImages: [],
    disks: [],
    deaths: undefined,
    outOfMemory: undefined,
    killed: undefined,
    kernelKills: undefined,
    logs: new Map(),
    isQuotable: true,
    database: undefined,
    migrations: undefined,
    backend: undefined,
    workers: undefined,
    registrations: [],
    withoutSecrets: false,
    failedStart: undefined,
  };
}
