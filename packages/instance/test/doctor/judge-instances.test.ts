import { expect, test } from '@jest/globals';
import type { Finding } from '../../src/index.ts';
import type { DoctorFacts } from '../../src/doctor/facts.ts';
import { judge } from '../../src/doctor/judge.ts';
import { aContainer, aSandbox } from '../support/a.ts';
import {
  aPlace,
  aService,
  aSickStack,
  aStackThatStopped,
  bad,
  facts,
  failed,
  known,
  localProd,
  localProdPlace,
  sandbox,
  sandboxPlace,
} from '../support/doctor-facts.ts';

test.each<[string, Partial<DoctorFacts>, Partial<Record<keyof Finding, unknown>>]>([
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
      repair: { kind: 'advice', text: `To see what is wrong, and how to fix it: ktrdr why ${sandbox.id}` },
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
            new RegExp(`^mv -n ${sandbox.path} ${sandbox.path}.link && mv -n /clones/ktrdr--moved ${sandbox.path} && `),
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
        does: 'writes it again from the registry; your own lines and the options that earlier starts remembered are lost',
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
      text: 'not all of its services are healthy: db',
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
])('%s', (_, different, expected) => {
  expect(bad(judge(facts(different)))).toEqual([expect.objectContaining(expected)]);
});
