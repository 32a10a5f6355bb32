import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/index.ts';
import type { DoctorFacts, PlaceFacts } from '../../src/doctor/facts.ts';
import { judge } from '../../src/doctor/judge.ts';
import { aContainer } from '../support/a.ts';
import {
  again,
  aPlace,
  bad,
  engine,
  facts,
  failed,
  known,
  localProd,
  localProdPlace,
  markers,
  ofProject,
  sandbox,
  sandboxPlace,
  unregistered,
} from '../support/doctor-facts.ts';

test.each<[string, Partial<DoctorFacts>, Partial<Record<keyof Finding, unknown>>]>([
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
        commands: [expect.stringMatching(/^docker ps --all --filter label=com\.docker\.compose\.project=ktrdr-prod /)],
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
      text: '/clones/x says that it is ktrdr--x, but is not registered',
    },
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

const commandsOf = (findings: readonly Finding[]): string[] =>
  findings.flatMap(({ repair }) => (repair?.kind === 'commands' ? repair.commands : []));

const two = (lockReason?: string) => [
  aPlace('/clones/ktrdr--aaa', { home: 'this', marker: known(markers[sandbox.id]), freeName: '/x.before' }),
  aPlace(sandbox.path, { home: 'this', marker: known(markers[sandbox.id]), freeName: '/y.before', lockReason }),
];

describe('two directories that say that they are one instance', () => {
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
      { code: 'INSTANCE_UNREGISTERED', text: expect.stringContaining(`${sandbox.path} exists`) },
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
