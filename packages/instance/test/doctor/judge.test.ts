import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/index.ts';
import type { DoctorFacts, PlaceFacts } from '../../src/doctor/facts.ts';
import type { Answer } from '../../src/core/answer.ts';
import { judge } from '../../src/doctor/judge.ts';
import { stagingOf } from '../../src/shared-data/staging.ts';
import { aContainer, anInstance, aSandbox } from '../support/a.ts';

const localProd = anInstance();
const sandbox = aSandbox();
const variables = (id: string, slot: number) => ({
  INSTANCE_ID: id,
  SLOT_NUMBER: String(slot),
  KTRDR_API_PORT: '8000',
});
const markers = { [localProd.id]: variables(localProd.id, 0), [sandbox.id]: variables(sandbox.id, 3) };

function known<T>(value: T): Answer<T> {
  return { kind: 'known', value };
}
function failed(
  code: string,
  message = code,
): { kind: 'failed'; failure: { code: string; message: string; hint: string } } {
  return { kind: 'failed', failure: { code, message, hint: `mend ${code}` } };
}

function aPlace(path: string, different: Partial<PlaceFacts> = {}): PlaceFacts {
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
const localProdPlace = aPlace(localProd.path, { marker: known(markers[localProd.id]) });
const sandboxPlace = aPlace(sandbox.path, { marker: known(markers[sandbox.id]) });

const nothing = { containers: [], volumes: [], networks: [] };

/** A machine on which everything is as it should be, but for what is different. */
function facts(different: Partial<DoctorFacts> = {}): DoctorFacts {
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
function engine(resources: Partial<typeof nothing> | Record<string, unknown>): Pick<DoctorFacts, 'engine'> {
  return { engine: { ...facts().engine, resources: known({ ...nothing, ...resources }) } };
}
const aService = { state: 'running', health: null, ports: [], problem: null, code: null };
const aSickStack = {
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
const aStackThatStopped = {
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
const onNetwork = (different: Parameters<typeof aContainer>[0], names: readonly string[], network = 'devops') =>
  aContainer({ networks: [{ network, networkId: '', aliases: [], names }], ...different });
const bad = (findings: readonly Finding[]): readonly Finding[] => findings.filter(({ severity }) => severity !== 'ok');
const ofProject = (project: string) => (name: string) => ({ name, project });
const again = (...options: string[]) => ({
  kind: 'commands',
  text: expect.stringContaining('Register it again'),
  commands: [['cd /clones/ktrdr--b && ktrdr sandbox init --again', ...options].join(' ')],
});
const unregistered = { registry: known([]), places: [], variables: new Map() };

test('nothing is wrong with a machine on which all is well', () => {
  const findings = judge(facts());
  expect(bad(findings)).toEqual([]);
  expect(findings.map(({ subject }) => subject)).toEqual([
    'git',
    'ktrdr',
    'Docker',
    'memory',
    'disk',
    'registry',
    localProd.id,
    sandbox.id,
    'Docker resources',
  ]);
});

describe('what is found, how bad it is, and what is to be done', () => {
  test.each<[string, Partial<DoctorFacts>, Partial<Record<keyof Finding, unknown>>]>([
    [
      'a git that is too old',
      { tools: [{ name: 'git', purpose: 'needed', install: 'install it', present: true, tooOld: '2.30.2' }] },
      { severity: 'problem', code: 'TOOL_TOO_OLD', subject: 'git', text: expect.stringMatching(/2\.30\.2.*2\.33/) },
    ],
    [
      'a missing program',
      { tools: [{ name: 'flock', purpose: 'no lock can be taken', install: 'install util-linux', present: false }] },
      {
        severity: 'problem',
        code: 'TOOL_MISSING',
        subject: 'flock',
        text: expect.stringContaining('no lock'),
        repair: { kind: 'advice', text: 'install util-linux' },
      },
    ],
    [
      'a flock that is another program',
      { tools: [{ name: 'flock', purpose: 'no lock', install: 'install it', present: true, other: 'not the one' }] },
      { severity: 'problem', code: 'TOOL_OTHER', subject: 'flock', text: expect.stringContaining('is not the one') },
    ],
    [
      'an instance that was started on another Engine',
      { engines: new Map([[sandbox.id, failed('ENGINE_CHANGED').failure]]) },
      {
        severity: 'problem',
        code: 'ENGINE_CHANGED',
        subject: sandbox.id,
        repair: { kind: 'advice', text: 'mend ENGINE_CHANGED' },
      },
    ],
    [
      'a stack of which nothing runs after a restart of the machine',
      { stacks: new Map([[sandbox.id, aStackThatStopped]]) },
      {
        severity: 'problem',
        code: 'SERVICES_SICK',
        subject: sandbox.id,
        text: expect.stringMatching(/none of them runs.*restart of the machine/),
        detail: ['db ended with code 0 (EXITED)'],
        repair: { kind: 'commands', text: expect.any(String), commands: [`ktrdr up ${sandbox.id}`] },
      },
    ],
    [
      'a stack that no up mends',
      {
        stacks: new Map([
          [
            sandbox.id,
            {
              ...aStackThatStopped,
              causes: aStackThatStopped.causes.map((one) => Object.assign({}, one, { fix: null })),
            },
          ],
        ]),
      },
      {
        severity: 'problem',
        code: 'SERVICES_SICK',
        repair: { kind: 'advice', text: `To see what is wrong, and what mends it: ktrdr why ${sandbox.id}` },
      },
    ],
    [
      'an Engine that cannot be reached, once, though everything that asks it fails',
      {
        engine: { versions: failed('ENGINE_UNREACHABLE'), resources: failed('ENGINE_UNREACHABLE'), memory: undefined },
      },
      { severity: 'problem', code: 'ENGINE_UNREACHABLE', repair: { kind: 'advice', text: 'mend ENGINE_UNREACHABLE' } },
    ],
    [
      'a shell that finds another command of our name',
      { command: { kind: 'python', path: '/venv/bin/ktrdr' } },
      {
        severity: 'warning',
        code: 'COMMAND_SHADOWED',
        text: expect.stringContaining("KTRDR's own Python command: /venv/bin/ktrdr"),
        repair: { kind: 'advice', text: expect.stringContaining('ktrdr-env') },
      },
    ],
    [
      'shared data behind a link to a disk that is away',
      { sharedPlaces: [{ kind: 'broken link', path: '/home/me/.ktrdr/shared/data', target: '/Volumes/x' }] },
      {
        severity: 'problem',
        code: 'SHARED_LINK_BROKEN',
        text: '/home/me/.ktrdr/shared/data is a link to /Volumes/x, which is not there',
      },
    ],
    [
      'a file in the place of shared data',
      {
        sharedPlaces: [{ kind: 'no directory', path: '/home/me/.ktrdr/shared', aside: '/home/me/.ktrdr/shared.aside' }],
      },
      {
        severity: 'problem',
        code: 'SHARED_NO_DIRECTORY',
        repair: expect.objectContaining({ commands: ['mv -n /home/me/.ktrdr/shared /home/me/.ktrdr/shared.aside'] }),
      },
    ],
    [
      'a lock that root has made',
      { forbidden: [{ path: '/home/me/.ktrdr/sandbox/operations/a.lock', owner: 0 }] },
      {
        severity: 'problem',
        code: 'FILE_FORBIDDEN',
        text: '/home/me/.ktrdr/sandbox/operations/a.lock belongs to root, as after a sudo',
        repair: expect.objectContaining({
          commands: ['sudo chown "$(id -un)" /home/me/.ktrdr/sandbox/operations/a.lock'],
        }),
      },
    ],
    [
      "a shared directory that is a link to another user's disk, of which nothing else is to change its owner",
      { forbidden: [{ path: '/mnt/nas', link: '/home/me/.ktrdr/shared', owner: 0 }] },
      {
        code: 'FILE_FORBIDDEN',
        text: '/home/me/.ktrdr/shared is a link to /mnt/nas: /mnt/nas belongs to root, as after a sudo',
        repair: { kind: 'commands', text: 'If it is to be yours:', commands: ['sudo chown "$(id -un)" /mnt/nas'] },
      },
    ],
    [
      'a directory of this user that nobody may enter',
      { forbidden: [{ path: '/home/me/.ktrdr', owner: undefined }] },
      {
        severity: 'problem',
        code: 'FILE_FORBIDDEN',
        text: 'you may not read and write /home/me/.ktrdr',
        repair: expect.objectContaining({ commands: ['chmod u+rwX /home/me/.ktrdr'] }),
      },
    ],
    [
      'a lock that has a mark, which chmod cannot change',
      { forbidden: [{ path: '/home/me/a.lock', owner: undefined, unmark: 'sudo chattr -i' }] },
      {
        code: 'FILE_FORBIDDEN',
        text: '/home/me/a.lock has a mark that keeps everybody from changing it',
        repair: expect.objectContaining({ commands: ['sudo chattr -i /home/me/a.lock'] }),
      },
    ],
    [
      'a lock of root that has a mark, which chown cannot change either',
      { forbidden: [{ path: '/home/me/a.lock', owner: 0, unmark: 'sudo chattr -i' }] },
      {
        code: 'FILE_FORBIDDEN',
        repair: expect.objectContaining({
          commands: ['sudo chattr -i /home/me/a.lock', 'sudo chown "$(id -un)" /home/me/a.lock'],
        }),
      },
    ],
    [
      "another user's lock, who may need it",
      { forbidden: [{ path: '/home/me/a.lock', owner: 1001 }] },
      {
        code: 'FILE_FORBIDDEN',
        text: '/home/me/a.lock belongs to the user with id 1001',
        repair: { kind: 'advice', text: expect.stringMatching(/A home is for one user/) },
      },
    ],
    [
      'a registry that this user may not read, which is not to be moved aside',
      { registry: failed('REGISTRY_FORBIDDEN') },
      { severity: 'problem', code: 'REGISTRY_FORBIDDEN', repair: { kind: 'advice', text: 'mend REGISTRY_FORBIDDEN' } },
    ],
    [
      'an Engine without Compose',
      { engine: { ...facts().engine, versions: failed('COMPOSE_MISSING') } },
      { severity: 'problem', code: 'COMPOSE_MISSING' },
    ],
    [
      'an old Engine',
      { engine: { ...facts().engine, versions: known({ engine: '20.10.24', compose: '2.26.1' }) } },
      { severity: 'problem', code: 'ENGINE_OLD', text: expect.stringContaining('Engine 20.10.24') },
    ],
    [
      'an old Compose',
      { engine: { ...facts().engine, versions: known({ engine: '26.1.5', compose: '2.20.0' }) } },
      { severity: 'problem', code: 'ENGINE_OLD', text: expect.stringContaining('Compose 2.20.0') },
    ],
    [
      'little memory',
      { engine: { ...facts().engine, memory: 2e9 } },
      { severity: 'warning', code: 'LITTLE_MEMORY', text: 'the Engine has 2.0 GB; a whole stack wants about 4.0 GB' },
    ],
    [
      'little memory for the stacks that run',
      {
        engine: {
          ...engine({
            containers: [
              aContainer({ workingDirectory: localProd.path }),
              aContainer({ project: sandbox.id, workingDirectory: sandbox.path }),
              aContainer({ project: 'shop', workingDirectory: '/shop' }),
            ],
          }).engine,
          memory: 8e9,
        },
      },
      { severity: 'warning', text: 'the Engine has 8.0 GB; 3 stacks want about 12.0 GB' },
    ],
    [
      'little disk',
      { disks: [{ name: "Docker's disk", path: '/var/lib/docker', free: 3e9 }] },
      {
        severity: 'warning',
        code: 'LITTLE_DISK',
        subject: "Docker's disk",
        text: 'only 3.0 GB are free at /var/lib/docker',
      },
    ],
    [
      'two instances with one slot',
      {
        registry: known([localProd, aSandbox({ slot: 0 })]),
      },
      {
        severity: 'problem',
        code: 'SLOT_SHARED',
        text: expect.stringContaining('ktrdr-prod and ktrdr--feat-x'),
        repair: {
          kind: 'advice',
          text: expect.stringMatching(/:\nktrdr local-prod destroy\nktrdr sandbox destroy --name ktrdr--feat-x$/),
        },
      },
    ],
    [
      'a slot that does not exist',
      { registry: { kind: 'known', value: [localProd, { ...sandbox, slot: 42 }] } },
      { severity: 'problem', code: 'SLOT_OUT_OF_RANGE', subject: sandbox.id },
    ],
    [
      'a directory that is gone: both ways out',
      { places: [localProdPlace, aPlace(sandbox.path, { realPath: undefined })] },
      {
        severity: 'problem',
        code: 'DIRECTORY_MISSING',
        subject: sandbox.id,
        repair: {
          kind: 'commands',
          text: expect.stringContaining('mount its disk'),
          commands: ['ktrdr sandbox destroy --name ktrdr--feat-x'],
        },
      },
    ],
    [
      'a directory that is gone, and not how its stack could be started there',
      {
        places: [localProdPlace, aPlace(sandbox.path, { realPath: undefined })],
        stacks: new Map([[sandbox.id, aSickStack]]),
      },
      { severity: 'problem', code: 'DIRECTORY_MISSING', subject: sandbox.id },
    ],
    [
      'a clone that is gone',
      { places: [aPlace(localProd.path, { realPath: undefined }), sandboxPlace] },
      { code: 'DIRECTORY_MISSING', repair: expect.objectContaining({ commands: ['ktrdr local-prod destroy'] }) },
    ],
    [
      'a directory that was moved, with a link to nothing at its old place, which keeps mv from moving',
      {
        places: [
          localProdPlace,
          aPlace(sandbox.path, {
            realPath: undefined,
            movedTo: '/clones/ktrdr--moved',
            linkAside: `${sandbox.path}.link`,
          }),
        ],
      },
      {
        code: 'DIRECTORY_MOVED',
        repair: expect.objectContaining({
          commands: [
            expect.stringMatching(
              new RegExp(
                `^mv -n ${sandbox.path} ${sandbox.path}.link && mv -n /clones/ktrdr--moved ${sandbox.path} && `,
              ),
            ),
          ],
        }),
      },
    ],
    [
      'a worktree whose repository is away, with a command that is not refused',
      {
        places: [
          localProdPlace,
          aPlace(sandbox.path, { git: known({ kind: 'none' }), absentRepository: '/disk/ktrdr/.git' }),
        ],
      },
      {
        severity: 'problem',
        code: 'REPOSITORY_MISSING',
        text: expect.stringContaining('/disk/ktrdr/.git'),
        repair: {
          kind: 'commands',
          text: expect.stringContaining(`worktree repair ${sandbox.path}`),
          commands: ['ktrdr sandbox destroy --name ktrdr--feat-x --keep-worktree'],
        },
      },
    ],
    [
      'a directory that the user may not look into',
      {
        places: [
          localProdPlace,
          aPlace(sandbox.path, { git: failed('GIT_FAILED'), forbidden: { path: sandbox.path, owner: 0 } }),
        ],
      },
      {
        severity: 'problem',
        code: 'FILE_FORBIDDEN',
        subject: sandbox.id,
        repair: expect.objectContaining({ commands: [expect.stringMatching(/^sudo chown .* .*ktrdr--feat-x$/)] }),
      },
    ],
    [
      'a repository that git cannot read, with its words',
      {
        places: [
          localProdPlace,
          aPlace(sandbox.path, {
            git: { kind: 'failed', failure: { ...failed('GIT_FAILED').failure, detail: 'fatal: one\nfatal: two' } },
          }),
        ],
      },
      { code: 'GIT_FAILED', detail: ['fatal: one', 'fatal: two'] },
    ],
    [
      'a line that keeps every start from using the file, and of the rest nothing',
      {
        places: [
          localProdPlace,
          aPlace(sandbox.path, {
            marker: known({ INSTANCE_ID: sandbox.id }),
            unusable: failed('ENV_FILE_INVALID', 'line 21: bad').failure,
          }),
        ],
      },
      {
        severity: 'problem',
        code: 'ENV_FILE_INVALID',
        text: 'line 21: bad',
        repair: { kind: 'advice', text: expect.stringContaining('Correct that line') },
      },
    ],
    [
      'a record of volumes that cannot be read',
      { volumeRecords: new Map([[sandbox.id, failed('VOLUME_RECORD_UNREADABLE')]]) },
      {
        severity: 'problem',
        code: 'VOLUME_RECORD_UNREADABLE',
        subject: sandbox.id,
        repair: { kind: 'advice', text: 'mend VOLUME_RECORD_UNREADABLE' },
      },
    ],
    [
      'a file where records are kept',
      { homePlaces: [{ kind: 'no directory', path: '/home/me/volumes', aside: '/home/me/volumes.aside' }] },
      {
        severity: 'problem',
        code: 'RECORDS_NO_DIRECTORY',
        repair: expect.objectContaining({ commands: ['mv -n /home/me/volumes /home/me/volumes.aside'] }),
      },
    ],
    [
      'a link to nothing where records are kept',
      { homePlaces: [{ kind: 'broken link', path: '/home/me/volumes', target: '/disk/volumes' }] },
      { severity: 'problem', code: 'RECORDS_NO_DIRECTORY', repair: expect.objectContaining({ kind: 'advice' }) },
    ],
    [
      'a directory that became a link',
      { places: [localProdPlace, aPlace(sandbox.path, { realPath: '/elsewhere' })] },
      { severity: 'problem', code: 'DIRECTORY_MOVED', text: expect.stringContaining('leads to /elsewhere') },
    ],
    [
      'a directory that git no longer knows',
      { places: [localProdPlace, aPlace(sandbox.path, { git: known({ kind: 'none' }) })] },
      { severity: 'problem', code: 'DIRECTORY_REPLACED', text: expect.stringContaining('no longer the worktree') },
    ],
    [
      'a clone where a worktree was registered',
      {
        places: [
          localProdPlace,
          aPlace(sandbox.path, {
            git: known({
              kind: 'clone',
              topLevel: sandbox.path,
              gitDirectory: `${sandbox.path}/.git`,
              commonDirectory: `${sandbox.path}/.git`,
              remoteUrls: [],
            }),
          }),
        ],
      },
      { severity: 'problem', code: 'DIRECTORY_REPLACED', subject: sandbox.id },
    ],
    [
      'a directory that leads to a worktree which its repository has elsewhere',
      {
        places: [
          localProdPlace,
          aPlace(sandbox.path, { repository: known({ commonDirectory: `${sandbox.path}/.git`, listed: undefined }) }),
        ],
      },
      { severity: 'problem', code: 'DIRECTORY_REPLACED', text: expect.stringContaining('no longer the worktree') },
    ],
    [
      'another worktree of its repository, which somebody has moved there',
      {
        places: [
          localProdPlace,
          aPlace(sandbox.path, {
            repository: known({
              commonDirectory: `${sandbox.path}/.git`,
              listed: { path: sandbox.path, adminDirectory: '/its/own' },
            }),
          }),
        ],
      },
      { severity: 'problem', code: 'DIRECTORY_REPLACED', text: expect.stringContaining('no longer the worktree') },
    ],
    [
      'a repository that cannot tell of its worktrees',
      { places: [localProdPlace, aPlace(sandbox.path, { repository: failed('GIT_FAILED', 'git cannot list them') })] },
      { severity: 'problem', code: 'GIT_FAILED', text: 'git cannot list them' },
    ],
    [
      'a clone that has lost its remote, which starts all the same',
      {
        places: [
          aPlace(localProd.path, {
            git: known({
              kind: 'clone',
              topLevel: localProd.path,
              gitDirectory: `${localProd.path}/.git`,
              commonDirectory: `${localProd.path}/.git`,
              remoteUrls: [],
            }),
          }),
          sandboxPlace,
        ],
      },
      { severity: 'warning', code: 'REMOTE_MISSING', subject: localProd.id },
    ],
    [
      'a repository that git cannot read',
      { places: [localProdPlace, aPlace(sandbox.path, { git: failed('GIT_FAILED', 'git cannot read it') })] },
      { severity: 'problem', code: 'GIT_FAILED', text: 'git cannot read it' },
    ],
    [
      'a lost .env.sandbox',
      { places: [localProdPlace, aPlace(sandbox.path)] },
      {
        severity: 'problem',
        code: 'ENV_FILE_MISSING',
        repair: {
          kind: 'fix',
          fix: { kind: 'write-env-file', id: sandbox.id },
          does: 'writes it again from the registry; your own lines and what earlier starts remembered there are lost',
        },
      },
    ],
    [
      'an .env.sandbox that was edited, with the difference',
      {
        places: [
          localProdPlace,
          aPlace(sandbox.path, {
            marker: known({ INSTANCE_ID: sandbox.id, SLOT_NUMBER: '3', KTRDR_API_PORT: '9999', MINE: '1' }),
          }),
        ],
      },
      {
        severity: 'warning',
        code: 'ENV_FILE_EDITED',
        detail: ['KTRDR_API_PORT: 9999, should be 8000'],
        repair: expect.objectContaining({ kind: 'fix', fix: { kind: 'write-env-file', id: sandbox.id } }),
      },
    ],
    [
      'an .env.sandbox that names another instance: never repaired by itself',
      { places: [localProdPlace, aPlace(sandbox.path, { marker: known({ INSTANCE_ID: 'ktrdr--other' }) })] },
      {
        severity: 'problem',
        code: 'IDENTITY_MISMATCH',
        repair: expect.objectContaining({
          kind: 'commands',
          commands: [`mv -n ${sandbox.path}/.env.sandbox ${sandbox.path}/.env.sandbox.before`, 'ktrdr doctor --fix'],
        }),
      },
    ],
    [
      'an .env.sandbox that cannot be read',
      { places: [localProdPlace, aPlace(sandbox.path, { marker: failed('ENV_FILE_UNREADABLE') })] },
      {
        severity: 'problem',
        code: 'ENV_FILE_UNREADABLE',
        repair: { kind: 'advice', text: 'mend ENV_FILE_UNREADABLE' },
      },
    ],
    [
      'a port in foreign hands',
      {
        heldPorts: new Map([
          [sandbox.id, [{ port: 5435, protocol: 'tcp', service: 'db', holder: 'process postgres (pid 811)' }]],
        ]),
      },
      {
        severity: 'problem',
        code: 'PORT_TAKEN',
        subject: sandbox.id,
        text: 'port 5435 (db) is held by process postgres (pid 811)',
      },
    ],
    [
      'services that are not well, with what mends them',
      { stacks: new Map([[sandbox.id, aSickStack]]) },
      {
        severity: 'problem',
        code: 'SERVICES_SICK',
        subject: sandbox.id,
        text: 'not all of its services are well: db',
        detail: ['db has no container (NO_CONTAINER)'],
        repair: {
          kind: 'commands',
          text: expect.any(String),
          commands: [`ktrdr up ${sandbox.id}`],
        },
      },
    ],
    [
      'a running container of a service that the Compose file does not have: only a person knows whether it is needed',
      { stacks: new Map([[sandbox.id, { ...aSickStack, leftOver: [aContainer({ service: 'db', name: 'x-db-1' })] }]]) },
      {
        severity: 'problem',
        code: 'SERVICES_SICK',
        repair: { kind: 'advice', text: expect.stringMatching(/If nobody needs x-db-1.*: docker rm -f x-db-1/) },
      },
    ],
    [
      'a stopped instance whose last start was refused',
      {
        stacks: new Map([
          [
            sandbox.id,
            {
              ...aStackThatStopped,
              services: [],
              causes: aStackThatStopped.causes.map((one) =>
                Object.assign({}, one, { code: 'SECRET_MISSING' as const, summary: 'Its last start failed' }),
              ),
            },
          ],
        ]),
      },
      {
        severity: 'warning',
        code: 'SECRET_MISSING',
        subject: sandbox.id,
        text: 'Its last start failed',
        repair: { kind: 'advice', text: `ktrdr up ${sandbox.id}` },
      },
    ],
    [
      'what is left over, and nothing else: nothing fails for it',
      {
        stacks: new Map([
          [
            sandbox.id,
            {
              ...aSickStack,
              services: [{ ...aService, name: 'old', problem: 'is not in the Compose file', code: 'ORPHAN' as const }],
              leftOver: [aContainer({ service: 'old', name: 'x-old-1' })],
            },
          ],
        ]),
      },
      {
        severity: 'warning',
        code: 'SERVICES_SICK',
        text: 'some containers are left over: old',
        repair: { kind: 'advice', text: expect.stringMatching(/If nobody needs x-old-1.*: docker rm -f x-old-1/) },
      },
    ],
    [
      'a stack whose database was made without secrets, with a command that is not refused',
      { stacks: new Map([[sandbox.id, { ...aSickStack, withoutSecrets: true }]]) },
      {
        code: 'SERVICES_SICK',
        repair: expect.objectContaining({ commands: [`ktrdr up ${sandbox.id} --no-secrets`] }),
      },
    ],
    [
      'a volume of its own that the Engine does not have any more',
      {
        volumeRecords: new Map([
          [
            sandbox.id,
            known({
              volumes: [
                { name: `${sandbox.id}_postgres_data`, createdAt: '' },
                { name: `${sandbox.id}_taken`, createdAt: '', takenOver: true as const },
                { name: 'a'.repeat(64), createdAt: '' },
              ],
            }),
          ],
        ]),
      },
      {
        severity: 'warning',
        code: 'VOLUME_MISSING',
        subject: sandbox.id,
        text: `${sandbox.id}_postgres_data was its volume, and is gone from this Engine`,
      },
    ],
    [
      'a file that names another home, which has it registered, too: it is not written',
      {
        places: [
          localProdPlace,
          aPlace(sandbox.path, { marker: known({ INSTANCE_ID: sandbox.id }), otherHome: '/home/me/first' }),
        ],
      },
      {
        severity: 'problem',
        code: 'REGISTERED_ELSEWHERE',
        repair: { kind: 'advice', text: expect.stringContaining('KTRDR_HOME=/home/me/first') },
      },
    ],
    [
      'a directory with a copy of the file of a registered one',
      {
        places: [
          localProdPlace,
          sandboxPlace,
          aPlace('/clones/ktrdr--aaa', { home: 'this', marker: known(markers[sandbox.id]), freeName: '/x.before' }),
        ],
      },
      {
        severity: 'warning',
        code: 'DIRECTORY_UNREGISTERED',
        repair: {
          kind: 'commands',
          text: expect.stringContaining(`${sandbox.id} is ${sandbox.path}`),
          commands: ['mv -n /clones/ktrdr--aaa/.env.sandbox /x.before'],
        },
      },
    ],
    [
      'a container of a service that the Compose file has lost, which up leaves alone',
      {
        stacks: new Map([
          [sandbox.id, { ...aSickStack, leftOver: [aContainer({ service: 'db', name: 'x-db-1', state: 'exited' })] }],
        ]),
      },
      {
        severity: 'problem',
        code: 'SERVICES_SICK',
        repair: { kind: 'advice', text: expect.stringMatching(/If nobody needs x-db-1.*: docker rm -f x-db-1/) },
      },
    ],
    [
      'another stack whose containers answer to names of ours on a shared network',
      engine({
        containers: [
          onNetwork({ service: 'backend', project: sandbox.id, workingDirectory: sandbox.path }, []),
          onNetwork({ service: 'db', project: sandbox.id, workingDirectory: sandbox.path }, []),
          onNetwork({ name: 'shop-backend-1', project: 'shop', workingDirectory: '/shop' }, ['backend', 'till']),
          onNetwork({ name: 'shop-db-1', project: 'shop', state: 'exited' }, ['db']),
          onNetwork({ name: 'shop-till-1', project: 'shop' }, ['till']),
          onNetwork({ name: 'by-hand', project: '', workingDirectory: undefined }, ['db']),
          onNetwork({ name: 'far-1', project: 'far' }, ['backend'], 'another'),
        ],
      }),
      {
        severity: 'warning',
        code: 'NETWORK_SHARED_NAMES',
        subject: sandbox.id,
        detail: [
          'container shop-backend-1 of project shop (/shop) answers to backend on devops',
          'container by-hand answers to db on devops',
        ],
        repair: {
          kind: 'commands',
          text: expect.any(String),
          commands: [
            'docker network disconnect -f devops shop-backend-1',
            'docker network disconnect -f devops by-hand',
          ],
        },
      },
    ],
    [
      'such a container while our own of that name does not run',
      engine({
        containers: [
          onNetwork({ service: 'backend', project: sandbox.id, workingDirectory: sandbox.path, state: 'exited' }, []),
          onNetwork({ service: 'worker-1', project: sandbox.id, workingDirectory: sandbox.path }, []),
          onNetwork({ name: 'shop-backend-1', project: 'shop', workingDirectory: '/shop' }, ['backend']),
        ],
      }),
      {
        severity: 'warning',
        code: 'NETWORK_SHARED_NAMES',
        subject: sandbox.id,
        detail: ['container shop-backend-1 of project shop (/shop) answers to backend on devops'],
      },
    ],
    [
      'an instance that was started with such names: it is started anew',
      engine({
        containers: [
          onNetwork({ service: 'backend', project: sandbox.id, workingDirectory: sandbox.path }, []),
          onNetwork({ project: localProd.id, workingDirectory: localProd.path }, ['backend']),
        ],
      }),
      {
        severity: 'warning',
        code: 'NETWORK_SHARED_NAMES',
        repair: {
          kind: 'commands',
          text: expect.any(String),
          commands: [`cd ${localProd.path} && ktrdr local-prod up`],
        },
      },
    ],
    [
      'a worker of somebody else',
      {
        stacks: new Map([
          [
            sandbox.id,
            {
              services: [],
              isSick: false,
              withoutSecrets: false,
              leftOver: [],
              state: 'running' as const,
              causes: [],
              workers: {
                expected: 0,
                registered: 0,
                missing: [],
                foreign: [{ id: 'w', type: 'training', url: 'http://training-worker-9:5005', service: undefined }],
              },
            },
          ],
        ]),
      },
      {
        severity: 'warning',
        code: 'WORKER_FOREIGN',
        subject: sandbox.id,
        detail: ['training at http://training-worker-9:5005'],
      },
    ],
    [
      'volumes and networks of nobody: the commands are printed, and never run',
      {
        ...engine({
          volumes: [ofProject('ktrdr--gone')('ktrdr--gone_data'), ofProject('shop')('shop_data')],
          networks: [ofProject('ktrdr--gone')('ktrdr--gone_default')],
        }),
      },
      {
        severity: 'problem',
        code: 'ORPHANED_RESOURCES',
        subject: 'ktrdr--gone',
        text: 'no registered instance accounts for 1 volume, 1 network',
        detail: ['volume ktrdr--gone_data', 'network ktrdr--gone_default'],
        repair: {
          kind: 'commands',
          text: expect.stringMatching(/another registry.*everything in the volumes/i),
          commands: ['docker network rm ktrdr--gone_default', 'docker volume rm ktrdr--gone_data'],
        },
      },
    ],
    [
      'containers of nobody, with the directory that they come from',
      { ...engine({ containers: [aContainer({ workingDirectory: '/theirs' })] }), ...unregistered },
      {
        severity: 'problem',
        code: 'ORPHANED_RESOURCES',
        text: 'no registered instance accounts for 1 container, started from /theirs',
        repair: expect.objectContaining({ commands: ['docker rm -f ktrdr-prod-backend-1'] }),
      },
    ],
    [
      'containers under a registered name, of another directory',
      { ...engine({ containers: [aContainer({ workingDirectory: '/theirs' }), aContainer({ service: 'db' })] }) },
      {
        severity: 'problem',
        code: 'FOREIGN_PROJECT',
        subject: localProd.id,
        text: expect.stringContaining('/theirs'),
        detail: ['container ktrdr-prod-backend-1 (running)'],
        // What is somebody's is looked at, and nothing of it is ended.
        repair: expect.objectContaining({
          commands: [
            expect.stringMatching(/^docker ps --all --filter label=com\.docker\.compose\.project=ktrdr-prod /),
          ],
        }),
      },
    ],
    [
      'a worktree that says it is an instance',
      { places: [localProdPlace, sandboxPlace, aPlace('/clones/x', { marker: known({ INSTANCE_ID: 'ktrdr--x' }) })] },
      {
        severity: 'warning',
        code: 'DIRECTORY_UNREGISTERED',
        subject: 'ktrdr--x',
        text: '/clones/x says that it is ktrdr--x, and is not registered',
      },
    ],
    [
      'a create that was killed, and not what its sandbox lacks',
      {
        operations: [{ id: sandbox.id, operation: 'create', file: '/operations/x.json', isAtWork: false }],
        places: [localProdPlace, aPlace(sandbox.path, { realPath: undefined })],
      },
      {
        severity: 'problem',
        code: 'UNFINISHED_OPERATION',
        subject: sandbox.id,
        repair: expect.objectContaining({ kind: 'fix', fix: { kind: 'settle-create', id: sandbox.id } }),
      },
    ],
    [
      'a create that was killed, and of which nothing can be read: nothing is promised',
      {
        operations: [
          {
            id: 'ktrdr--x',
            operation: 'create',
            file: '/operations/x.json',
            isAtWork: false,
            unreadable: { code: 'JOURNAL_UNREADABLE', message: 'Cannot read /operations/x.json', hint: 'Look at it' },
          },
        ],
      },
      {
        severity: 'problem',
        code: 'UNFINISHED_OPERATION',
        text: 'a create was interrupted; Cannot read /operations/x.json',
        repair: { kind: 'advice', text: 'Look at it' },
      },
    ],
    [
      'a destroy that was killed',
      {
        operations: [
          { id: 'ktrdr--x', operation: 'destroy', file: '/operations/ktrdr--x.destroying', isAtWork: false },
        ],
      },
      {
        severity: 'problem',
        code: 'UNFINISHED_OPERATION',
        repair: { kind: 'commands', text: 'Finish it:', commands: ['ktrdr sandbox destroy --name ktrdr--x'] },
      },
    ],
    [
      'a down -v that was killed',
      {
        operations: [
          {
            id: 'ktrdr--x',
            operation: 'down -v',
            file: '/operations/ktrdr--x.emptying',
            path: '/it is',
            isAtWork: false,
          },
        ],
      },
      {
        severity: 'problem',
        code: 'UNFINISHED_OPERATION',
        text: 'a down -v was interrupted (/operations/ktrdr--x.emptying)',
        repair: expect.objectContaining({ kind: 'commands', commands: ['ktrdr down ktrdr--x --volumes'] }),
      },
    ],
    [
      'a copy of shared data that was interrupted: on, or away with it',
      { shared: { staging: stagingOf('/s'), state: known({ from: "/it's", phase: 'copying', names: ['data'] }) } },
      {
        severity: 'warning',
        code: 'SHARED_COPY_UNFINISHED',
        repair: expect.objectContaining({
          commands: [
            String.raw`ktrdr sandbox init-shared --from '/it'\''s'`,
            'rm -rf /s/.init-shared/new /s/.init-shared/state.json',
          ],
        }),
      },
    ],
    [
      'shared data that is half in its place',
      { shared: { staging: stagingOf('/s'), state: known({ from: '/from', phase: 'swapping', names: ['data'] }) } },
      {
        severity: 'problem',
        code: 'SHARED_SWAP_UNFINISHED',
        repair: expect.objectContaining({ kind: 'fix', fix: { kind: 'finish-shared-data' } }),
      },
    ],
    [
      'shared data that is in its place, and what it replaced half deleted',
      { shared: { staging: stagingOf('/s'), state: known({ from: '/from', phase: 'deleting', names: ['data'] }) } },
      {
        code: 'SHARED_SWAP_UNFINISHED',
        text: 'a copy of /from was interrupted while what it replaced was being deleted (data)',
      },
    ],
    [
      'a note of shared data that cannot be read',
      { shared: { staging: stagingOf('/s'), state: failed('STAGING_UNREADABLE') } },
      { severity: 'problem', code: 'STAGING_UNREADABLE' },
    ],
  ])('%s', (_, different, expected) => {
    expect(bad(judge(facts(different)))).toEqual([expect.objectContaining(expected)]);
  });

  const KTRDR_SHARED_DIR = '/home/me/.ktrdr/shared';
  const orphanVolumes = engine({ volumes: [ofProject('ktrdr--b')('ktrdr--b_data')] });
  const record = new Map([['ktrdr--b', '/home/me/.ktrdr/sandbox/volumes/ktrdr--b.json']]);
  const said = { INSTANCE_ID: 'ktrdr--b', KTRDR_SHARED_DIR, SLOT_NUMBER: '1' };
  const says = known(said);

  test('a record that says nothing makes volumes those of no instance that was registered here', () => {
    const records = new Map([['ktrdr--b', '/home/me/.ktrdr/sandbox/volumes/ktrdr--b.json']]);
    const volumeRecords = new Map([['ktrdr--b', known({ volumes: [] })]]);
    const found = bad(judge(facts({ ...orphanVolumes, ...unregistered, places: [], records, volumeRecords })));
    expect(found).toMatchObject([{ code: 'ORPHANED_RESOURCES', subject: 'ktrdr--b' }]);
  });

  test.each<[string, Partial<DoctorFacts>, object]>([
    [
      'says that it is that instance, of this registry',
      { places: [aPlace('/clones/ktrdr--b', { marker: says, home: 'this' })], records: record },
      again(),
    ],
    [
      'says that it is, and nothing is written down of its volumes',
      { places: [aPlace('/clones/ktrdr--b', { marker: says, home: 'this' })] },
      again('--keep-volumes'),
    ],
    [
      'said that it is, in a file that was moved aside',
      { places: [aPlace('/clones/ktrdr--b', { aside: said, home: 'this' })], records: record },
      { commands: ['cd /clones/ktrdr--b && mv -n .env.sandbox.before .env.sandbox && ktrdr sandbox init --again'] },
    ],
    [
      'said so in a file that was moved aside, and nothing is written down of it here',
      { places: [aPlace('/clones/ktrdr--b', { aside: said, home: 'this' })] },
      {
        kind: 'advice',
        text: expect.stringMatching(/mv -n \.env\.sandbox\.before \.env\.sandbox && ktrdr sandbox init --again$/),
      },
    ],
    [
      'says that it is, of a home that was moved and has a record of it',
      {
        places: [aPlace('/clones/ktrdr--b', { marker: says, home: 'unknown' })],
        records: record,
      },
      again(),
    ],
    [
      'is called like it, and this home has a record of it',
      { places: [aPlace('/clones/ktrdr--b')], records: record },
      again('-n ktrdr--b'),
    ],
    [
      'is called like it, and nothing is known of it here',
      { places: [aPlace('/clones/ktrdr--b')] },
      { kind: 'advice', text: expect.stringMatching(/Another registry.*ktrdr sandbox init --again -n ktrdr--b$/) },
    ],
    [
      'says that it is, of another registry, though this home has a record of that name',
      {
        places: [
          aPlace('/clones/ktrdr--b', {
            marker: known({ INSTANCE_ID: 'ktrdr--b', KTRDR_SHARED_DIR: '/h2/shared' }),
            home: 'another',
          }),
        ],
        records: record,
      },
      { kind: 'advice', text: expect.stringMatching(/was registered with another KTRDR_HOME, \/h2\./) },
    ],
    [
      'is not seen, and this home has a record of it',
      { places: [], records: record },
      { kind: 'advice', text: expect.stringMatching(/It was registered here \(\/home\/me.*ktrdr--b\.json\)/) },
    ],
  ])(
    'volumes of an instance that nobody registered, whose directory %s, are not to be removed',
    (_, different, repair) => {
      const found = bad(judge(facts({ ...orphanVolumes, ...unregistered, ...different })));
      expect(found).toEqual([
        expect.objectContaining({
          severity: 'warning',
          code: 'INSTANCE_UNREGISTERED',
          subject: 'ktrdr--b',
          detail: ['volume ktrdr--b_data'],
          repair: expect.objectContaining(repair),
        }),
      ]);
    },
  );

  test('volumes of which only a file tells that was moved aside, in another directory, are nobody’s', () => {
    const places = [aPlace('/clones/other', { aside: said, home: 'this' })];
    expect(bad(judge(facts({ ...orphanVolumes, ...unregistered, places })))).toMatchObject([
      { code: 'ORPHANED_RESOURCES', subject: 'ktrdr--b' },
    ]);
  });

  test('a local-prod of which nothing tells is not registered again, but made', () => {
    const volumes = [ofProject('ktrdr-prod')('ktrdr-prod_data')];
    const places = [aPlace('/clones/ktrdr-prod')];
    expect(bad(judge(facts({ ...engine({ volumes }), ...unregistered, places })))).toMatchObject([
      { code: 'INSTANCE_UNREGISTERED', repair: { text: expect.stringMatching(/&& ktrdr local-prod init$/) } },
    ]);
  });

  test('a directory of a home that was moved and has a record of it is registered again', () => {
    const places = [aPlace('/clones/ktrdr--b', { marker: says, home: 'unknown' })];
    expect(bad(judge(facts({ ...unregistered, places, records: record })))).toMatchObject([
      {
        code: 'DIRECTORY_UNREGISTERED',
        repair: { commands: ['cd /clones/ktrdr--b && ktrdr sandbox init --again'] },
      },
    ]);
  });

  test.each<[string, PlaceFacts['home'], object]>([
    ['of this registry', 'this', { commands: ['cd /clones/ktrdr--b && ktrdr sandbox init --again'] }],
    ['of another registry', 'another', { kind: 'advice' }],
    [
      'of nobody knows which',
      'unknown',
      { commands: ['mv -n /clones/ktrdr--b/.env.sandbox /clones/ktrdr--b/.env.sandbox.before'] },
    ],
  ])('a directory %s that says that it is an instance', (_, home, repair) => {
    const places = [aPlace('/clones/ktrdr--b', { marker: says, home })];
    expect(bad(judge(facts({ ...unregistered, places })))).toEqual([
      expect.objectContaining({ code: 'DIRECTORY_UNREGISTERED', repair: expect.objectContaining(repair) }),
    ]);
  });

  test('containers whose directory says that it is that instance are most likely those of another registry: a warning', () => {
    const theirs = aPlace('/theirs', { marker: known({ INSTANCE_ID: 'ktrdr-prod' }) });
    const found = judge(
      facts({
        ...engine({ containers: [aContainer({ workingDirectory: '/theirs' })] }),
        ...unregistered,
        places: [theirs],
      }),
    );
    expect(bad(found).map(({ severity, code }) => [severity, code])).toEqual([['warning', 'INSTANCE_UNREGISTERED']]);
  });

  test('nothing is wrong with an instance on which a command is at work', () => {
    const operations = [{ id: sandbox.id, operation: 'create', file: '/operations/x.json', isAtWork: true }] as const;
    const places = [localProdPlace, aPlace(sandbox.path, { realPath: undefined })];
    expect(bad(judge(facts({ operations, places })))).toEqual([]);
  });

  test('without git its absence is told once, not for every directory', () => {
    const git = failed('GIT_MISSING');
    const tools = [{ name: 'git', purpose: 'needed', install: 'install it', present: false }];
    const found = bad(
      judge(facts({ tools, places: [aPlace(localProd.path, { git }), aPlace(sandbox.path, { git })] })),
    );
    expect(found.map(({ code }) => code)).toEqual(['TOOL_MISSING']);
  });
});

describe('a registry that cannot be read', () => {
  const broken = { registry: failed('REGISTRY_UNREADABLE', 'not JSON'), variables: new Map() };

  test('what Docker and git tell of the instances is shown, with the commands that register them again', () => {
    const backend = { target: 8000, published: 8007, address: '0.0.0.0' };
    const found = bad(
      judge(
        facts({
          ...broken,
          ...engine({
            containers: [
              aContainer({ workingDirectory: localProd.path }),
              aContainer({ project: 'ktrdr--seven', workingDirectory: '/clones/my seven', ports: [backend] }),
            ],
            volumes: [ofProject(localProd.id)('ktrdr-prod_data')],
          }),
          places: [
            { ...localProdPlace, home: 'this' },
            { ...sandboxPlace, home: 'this' },
            aPlace('/clones/my seven'),
            aPlace('/clones/ktrdr'),
            aPlace('/clones/ktrdr--a', {
              marker: known({ ...variables('ktrdr--a', 3), KTRDR_SHARED_DIR: '/h2/shared' }),
              home: 'another',
            }),
            aPlace('/clones/ktrdr--b', { aside: variables('ktrdr--b', 1), home: 'this' }),
            aPlace('/clones/ktrdr--d', { aside: variables('ktrdr--d', 2), home: 'this' }),
          ],
          records: new Map(['ktrdr--seven', 'ktrdr--b', 'ktrdr--c'].map((id) => [id, `/volumes/${id}.json`])),
        }),
      ),
    );
    expect(found).toEqual([
      {
        severity: 'problem',
        code: 'REGISTRY_UNREADABLE',
        subject: 'registry',
        text: 'not JSON',
        detail: [
          'ktrdr--a: /clones/ktrdr--a, slot 3 (its .env.sandbox says so); it was registered with another KTRDR_HOME, /h2',
          'ktrdr--b: /clones/ktrdr--b, slot 1 (its .env.sandbox.before says so)',
          'ktrdr--feat-x: /clones/ktrdr--feat-x, slot 3 (its .env.sandbox says so)',
          'ktrdr--seven: /clones/my seven, slot 7 (its containers say so)',
          'ktrdr-prod: /clones/ktrdr-prod, slot 0 (its .env.sandbox says so)',
          'ktrdr--c: was registered here (/volumes/ktrdr--c.json); doctor finds its directory when it is run in that, or in its clone',
        ],
        repair: {
          kind: 'commands',
          text: expect.stringContaining('mend REGISTRY_UNREADABLE'),
          commands: [
            'mv -n /home/me/.ktrdr/sandbox/instances.json /home/me/.ktrdr/sandbox/instances.json.broken',
            'cd /clones/ktrdr--b && mv -n .env.sandbox.before .env.sandbox && ktrdr sandbox init --again',
            'cd /clones/ktrdr--feat-x && ktrdr sandbox init --again',
            "cd '/clones/my seven' && ktrdr sandbox init --again -n ktrdr--seven -s 7",
            'cd /clones/ktrdr-prod && ktrdr local-prod init --again --keep-volumes',
          ],
        },
      },
    ]);
  });

  test('a directory whose file says that it is another instance is in no command', () => {
    const places = [aPlace('/clones/ktrdr--b', { marker: known(variables('ktrdr--b', 1)), home: 'this' })];
    const containers = [aContainer({ project: 'ktrdr--seven', workingDirectory: '/clones/ktrdr--b' })];
    const [found] = bad(judge(facts({ ...broken, ...engine({ containers }), places })));
    expect(found).toMatchObject({
      detail: [expect.stringMatching(/^ktrdr--b: /), expect.stringMatching(/^ktrdr--seven: /)],
      repair: { commands: [expect.stringMatching(/^mv -n /), 'cd /clones/ktrdr--b && ktrdr sandbox init --again'] },
    });
  });

  test('its path is quoted once', () => {
    const file = '/home/a b/instances.json';
    const names = { registryFile: file, registryAside: `${file}.broken-2` };
    const [found] = bad(judge(facts({ ...broken, ...names, places: [{ ...localProdPlace, home: 'this' }] })));
    expect(found?.repair).toMatchObject({
      commands: ["mv -n '/home/a b/instances.json' '/home/a b/instances.json.broken-2'", expect.any(String)],
    });
  });

  test('nothing is called orphaned: nobody can tell', () => {
    const volumes = [ofProject('ktrdr--gone')('ktrdr--gone_data')];
    const found = bad(judge(facts({ ...broken, ...engine({ volumes }), places: [] })));
    expect(found.map(({ code }) => code)).toEqual(['REGISTRY_UNREADABLE']);
  });
});

const commandsOf = (findings: readonly Finding[]): string[] =>
  findings.flatMap(({ repair }) => (repair?.kind === 'commands' ? repair.commands : []));

describe('two directories that say that they are one instance', () => {
  const two = (lockReason?: string) => [
    aPlace('/clones/ktrdr--aaa', { home: 'this', marker: known(markers[sandbox.id]), freeName: '/x.before' }),
    aPlace(sandbox.path, { home: 'this', marker: known(markers[sandbox.id]), freeName: '/y.before', lockReason }),
  ];
  const volumes = [{ name: `${sandbox.id}_data`, project: sandbox.id }];
  const lock = `ktrdr sandbox ${sandbox.id}; to remove it: ktrdr sandbox destroy --name ${sandbox.id}`;

  test('of a damaged registry, neither is registered again by a printed command', () => {
    const [finding] = bad(judge(facts({ ...unregistered, registry: failed('REGISTRY_UNREADABLE'), places: two() })));
    expect(finding).toMatchObject({
      detail: [
        expect.stringContaining('another directory says the same'),
        expect.stringContaining('another directory says the same'),
      ],
      repair: { kind: 'advice' },
    });
  });

  test('git’s lock tells which it is: that one is registered again', () => {
    const damaged = { ...unregistered, registry: failed('REGISTRY_UNREADABLE'), places: two(lock) };
    const [finding] = bad(judge(facts(damaged)));
    expect(finding?.detail?.[0]).toContain(`but the instance is ${sandbox.path}`);
    expect(finding?.repair).toMatchObject({
      commands: [expect.stringMatching(/^mv -n /), expect.stringContaining(`cd ${sandbox.path} && `)],
    });
    const found = bad(judge(facts({ ...unregistered, places: two(lock), ...engine({ volumes }) })));
    expect(found).toMatchObject([
      { code: 'INSTANCE_UNREGISTERED', text: expect.stringContaining(`${sandbox.path} is there`) },
      {
        code: 'DIRECTORY_UNREGISTERED',
        repair: { commands: ['mv -n /clones/ktrdr--aaa/.env.sandbox /x.before'] },
      },
    ]);
  });

  test('without one, both are named, and no command chooses', () => {
    const found = bad(judge(facts({ ...unregistered, places: two(), ...engine({ volumes }) })));
    expect(found).toMatchObject([
      {
        code: 'INSTANCE_UNREGISTERED',
        text: expect.stringMatching(/2 directories claim .*ktrdr--aaa, .*ktrdr--feat-x/),
      },
    ]);
    expect(commandsOf(found)).toEqual([]);
    const silent = bad(judge(facts({ ...unregistered, places: two() })));
    expect(silent.map(({ code }) => code)).toEqual(['DIRECTORY_UNREGISTERED', 'DIRECTORY_UNREGISTERED']);
    expect(commandsOf(silent)).toEqual([]);
  });
});
