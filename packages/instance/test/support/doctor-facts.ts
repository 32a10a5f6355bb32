import { expect } from '@jest/globals';
import type { Finding } from '../../src/index.ts';
import type { DoctorFacts, PlaceFacts } from '../../src/doctor/facts.ts';
import type { Answer } from '../../src/core/answer.ts';
import { aContainer, anInstance, aSandbox } from './a.ts';

export const localProd = anInstance();
export const sandbox = aSandbox();
export const variables = (id: string, slot: number) => ({
  INSTANCE_ID: id,
  SLOT_NUMBER: String(slot),
  KTRDR_API_PORT: '8000',
});
export const markers = { [localProd.id]: variables(localProd.id, 0), [sandbox.id]: variables(sandbox.id, 3) };

export function known<T>(value: T): Answer<T> {
  return { kind: 'known', value };
}
export function failed(
  code: string,
  message = code,
): { kind: 'failed'; failure: { code: string; message: string; hint: string } } {
  return { kind: 'failed', failure: { code, message, hint: `mend ${code}` } };
}

export function aPlace(path: string, different: Partial<PlaceFacts> = {}): PlaceFacts {
  const commonDirectory = `${path}/.git`;
  const remoteUrls = ['https://github.com/somebody/ktrdr'];
  const kind = path === sandbox.path ? 'linked-worktree' : 'clone';
  return {
    path,
    realPath: path,
    git: known({ kind, topLevel: path, gitDirectory: commonDirectory, commonDirectory, remoteUrls }),
    repository: known({ commonDirectory, listed: { path, adminDirectory: commonDirectory } }),
    marker: known(undefined),
    ...different,
  };
}
export const localProdPlace = aPlace(localProd.path, { marker: known(markers[localProd.id]) });
export const sandboxPlace = aPlace(sandbox.path, { marker: known(markers[sandbox.id]) });

export const nothing = { containers: [], volumes: [], networks: [] };

/** A machine on which everything is as it should be, but for what is different. */
export function facts(different: Partial<DoctorFacts> = {}): DoctorFacts {
  return {
    tools: [{ name: 'git', purpose: 'needed', install: 'install it', present: true }],
    command: { kind: 'ours', path: '/usr/local/bin/ktrdr' },
    claims: [],
    engine: { versions: known({ engine: '26.1.5', compose: '2.26.1' }), resources: known(nothing), memory: 16e9 },
    settings: { kind: 'known', value: {} },
    registryFile: '/home/me/.ktrdr/sandbox/instances.json',
    registryAside: '/home/me/.ktrdr/sandbox/instances.json.broken',
    registry: known([localProd, sandbox]),
    places: [localProdPlace, sandboxPlace],
    records: new Map(),
    variables: new Map(Object.entries(markers)),
    heldPorts: new Map(),
    stacks: new Map(),
    engines: new Map(),
    disks: [{ name: 'disk', path: '/home/me', free: 50e9 }],
    operations: [],
    forbidden: [],
    volumeRecords: new Map(),
    homePlaces: [],
    shared: undefined,
    sharedPlaces: [],
    ...different,
  };
}
export function engine(resources: Partial<typeof nothing> | Record<string, unknown>): Pick<DoctorFacts, 'engine'> {
  return { engine: { ...facts().engine, resources: known({ ...nothing, ...resources }) } };
}
export const aService = { state: 'running', health: null, ports: [], problem: null, code: null };
export const aSickStack = {
  services: [
    { ...aService, name: 'backend' },
    { ...aService, name: 'db', problem: 'has no container', code: 'NO_CONTAINER' as const },
  ],
  workers: { expected: 0, registered: 0, missing: [], foreign: [] },
  leftOver: [],
  state: 'partial' as const,
  causes: [],
  withoutSecrets: false,
};
export const aStackThatStopped = {
  ...aSickStack,
  services: [{ ...aService, state: 'exited', name: 'db', problem: 'ended with code 0', code: 'EXITED' as const }],
  causes: [
    {
      code: 'ALL_STOPPED' as const,
      service: null,
      summary: 'none of them runs, as after a restart of the machine',
      evidence: [],
      fix: 'ktrdr up ktrdr--feat-x',
      consequences: [],
    },
  ],
};
/** A container with these names on a network. */
export const onNetwork = (different: Parameters<typeof aContainer>[0], names: readonly string[], network = 'devops') =>
  aContainer({ networks: [{ network, networkId: '', aliases: [], names }], ...different });
export const bad = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ severity }) => severity !== 'ok');
export const ofProject = (project: string) => (name: string) => ({ name, project });
export const again = (...options: string[]) => ({
  kind: 'commands',
  text: expect.stringContaining('Register it again'),
  commands: [['cd /clones/ktrdr--b && ktrdr sandbox init --again', ...options].join(' ')],
});
export const unregistered = { registry: known([]), places: [], variables: new Map() };
