import type { ComposeConfig, Container } from '@ktrdr/compose-runner';
import type { RunResult } from '@ktrdr/process';
import { type Instance, instanceOf } from '../../src/index.ts';

/** A container that runs without a health check, but for what is different. */
export function aContainer(different: Partial<Container> = {}): Container {
  const service = different.service ?? 'backend';
  return {
    id: `id-of-${service}`,
    name: `ktrdr-prod-${service}-1`,
    project: 'ktrdr-prod',
    service,
    workingDirectory: '/clones/ktrdr-prod',
    oneOff: false,
    stray: false,
    image: 'ktrdr:dev',
    imageId: 'sha256:dev',
    variables: [],
    environment: () => ({}),
    state: 'running',
    exitCode: 0,
    startedAt: 0,
    finishedAt: undefined,
    startError: '',
    outOfMemory: false,
    restartCount: 0,
    restartPolicy: 'unless-stopped',
    user: '',
    memoryLimit: 0,
    health: undefined,
    ports: [],
    networks: [],
    lostNetwork: undefined,
    binds: [],
    dependsOn: [],
    ...different,
  };
}

/** A local-prod at `/clones/ktrdr-prod`, but for what is different. */
export function anInstance(different: Partial<Instance['record']> = {}): Instance {
  return instanceOf({
    instanceId: 'ktrdr-prod',
    slot: 0,
    path: '/clones/ktrdr-prod',
    createdAt: '2026-01-02T03:04:05.000Z',
    isWorktree: false,
    parentRepo: null,
    ...different,
  });
}

/** A sandbox at `/clones/ktrdr--feat-x` with slot 3, but for what is different. */
export function aSandbox(different: Partial<Instance['record']> = {}): Instance {
  return anInstance({
    instanceId: 'ktrdr--feat-x',
    slot: 3,
    path: '/clones/ktrdr--feat-x',
    isWorktree: true,
    parentRepo: '/clones/ktrdr',
    ...different,
  });
}

/** A resolved Compose file with these services. */
export function aConfig(services: ComposeConfig['services'], different: Partial<ComposeConfig> = {}): ComposeConfig {
  return { name: 'ktrdr-prod', services, ...different };
}

/** How a command ended: well and without output, but for what is different. */
export function aResult(different: Partial<RunResult> = {}): RunResult {
  return { exitCode: 0, stdout: '', stderr: '', missing: false, timedOut: false, aborted: false, ...different };
}
