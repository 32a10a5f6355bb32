import { describe, expect, test } from '@jest/globals';
import type { CauseCode } from '../../src/causes/cause-codes.ts';
import type { Trouble } from '../../src/causes/cause.ts';
import { foldTroubles } from '../../src/causes/fold-troubles.ts';

const trouble = ([code, service]: readonly [CauseCode, string | null]): Trouble => ({
  code,
  service,
  summary: 'is not well',
  evidence: [],
  fix: null,
});

const NEEDS = new Map([
  ['backend', ['db']],
  ['worker', ['backend']],
  ['one', ['other']],
  ['other', ['one']],
]);

type Short = `${string} ${string}`;
const short = ({ code, service }: Pick<Trouble, 'code' | 'service'>): Short => `${code} ${service}`;

describe('foldTroubles', () => {
  test.each<[string, readonly (readonly [CauseCode, string | null])[], Record<Short, Short[]>]>([
    ['nothing', [], {}],
    ['one', [['EXITED', 'db']], { 'EXITED db': [] }],
    [
      'by way of another service',
      [
        ['WORKER_UNREGISTERED', 'worker'],
        ['CRASH_LOOP', 'backend'],
        ['DATABASE_PASSWORD', 'db'],
      ],
      { 'DATABASE_PASSWORD db': ['CRASH_LOOP backend', 'WORKER_UNREGISTERED worker'] },
    ],
    [
      'some were killed, as all were stopped',
      [
        ['KILLED', 'db'],
        ['EXITED', 'worker'],
        ['ALL_STOPPED', null],
      ],
      { 'ALL_STOPPED null': ['KILLED db', 'EXITED worker'] },
    ],
    [
      'a mount that several have, and what follows from it for one of them',
      [
        ['MOUNT_MISSING', 'db'],
        ['MOUNT_MISSING', 'worker'],
        ['EXITED', 'worker'],
      ],
      { 'MOUNT_MISSING db': ['MOUNT_MISSING worker', 'EXITED worker'] },
    ],
    [
      'what several have mounted was replaced',
      [
        ['MOUNT_REPLACED', 'db'],
        ['MOUNT_REPLACED', 'worker'],
      ],
      { 'MOUNT_REPLACED db': ['MOUNT_REPLACED worker'] },
    ],
    [
      'of the same service',
      [
        ['BACKEND_SILENT', 'backend'],
        ['PROBE_FAILS', 'backend'],
        ['WORKER_UNREGISTERED', 'worker'],
      ],
      { 'PROBE_FAILS backend': ['BACKEND_SILENT backend', 'WORKER_UNREGISTERED worker'] },
    ],
    [
      'what stands by itself does not follow',
      [
        ['PORT_TAKEN', 'worker'],
        ['EXITED', 'backend'],
      ],
      { 'PORT_TAKEN worker': [], 'EXITED backend': [] },
    ],
    [
      'a service does not follow from one that needs it',
      [
        ['EXITED', 'backend'],
        ['PROBE_FAILS', 'db'],
      ],
      { 'PROBE_FAILS db': ['EXITED backend'] },
    ],
    [
      'everything follows from what is wrong with all of it',
      [
        ['EXITED', 'db'],
        ['NO_CONTAINER', 'worker'],
        ['DISK_FULL', null],
      ],
      { 'DISK_FULL null': ['EXITED db', 'NO_CONTAINER worker'] },
    ],
    [
      'nothing follows from a remark',
      [
        ['EXITED', 'backend'],
        ['IMAGE_OUTDATED', 'backend'],
        ['ORPHAN', 'db'],
      ],
      { 'EXITED backend': [], 'IMAGE_OUTDATED backend': [], 'ORPHAN db': [] },
    ],
    [
      'services that need each other: neither is behind the other',
      [
        ['EXITED', 'one'],
        ['CRASH_LOOP', 'other'],
      ],
      { 'CRASH_LOOP other': [], 'EXITED one': [] },
    ],
  ])('%s', (_, given, expected) => {
    const folded = foldTroubles(given.map(trouble), NEEDS);
    expect(folded.map((one) => [short(one), one.consequences.map(short)])).toEqual(Object.entries(expected));
  });
});
