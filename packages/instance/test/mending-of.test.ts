import { expect, test } from '@jest/globals';
import type { Cause } from '../src/causes/cause.ts';
import { mendingOf } from '../src/status/mending-of.ts';
import { aContainer, anInstance } from './support/a.ts';

const aService = { state: 'running', health: null, ports: [], code: null };
const well = { ...aService, name: 'backend', problem: null };
const dead = { ...aService, name: 'db', problem: 'ended with code 1' };
const dropped = { ...aService, name: 'old', problem: 'is no longer in the Compose file' };
const leftOver = [aContainer({ service: 'old', name: 'ktrdr-prod-old-1' })];
const up = 'ktrdr up ktrdr-prod';
const removal = 'If nobody needs ktrdr-prod-old-1, which the Compose file does not have: docker rm -f ktrdr-prod-old-1';
const withoutSecrets = false;
const causes: readonly Cause[] = [];
const silent = {
  code: 'BACKEND_SILENT',
  service: 'backend',
  summary: 'does not answer',
  evidence: [],
  consequences: [],
} as const;

const refused = { code: 'SECRET_MISSING', service: null } as const;
const orphan = { code: 'ORPHAN', service: 'old' } as const;

test.each([
  ['what is dead', { services: [well, dead], leftOver: [], withoutSecrets, causes }, { up, removal: undefined }],
  ['workers that are missing', { services: [well], leftOver: [], withoutSecrets, causes }, { up, removal: undefined }],
  [
    'a database that was made without secrets',
    { services: [well, dead], leftOver: [], withoutSecrets: true, causes },
    { up: `${up} --no-secrets`, removal: undefined },
  ],
  [
    'what is left over, which up leaves alone',
    { services: [well, dropped], leftOver, withoutSecrets, causes },
    { up: undefined, removal },
  ],
  [
    'a backend that is silent, which up leaves alone',
    { services: [well], leftOver: [], withoutSecrets, causes: [{ ...silent, fix: 'ktrdr restart backend' }] },
    { up: undefined, removal: undefined },
  ],
  [
    'a backend that is silent, and what up mends',
    {
      services: [well],
      leftOver: [],
      withoutSecrets,
      causes: [
        { ...silent, fix: null },
        { ...silent, fix: up },
      ],
    },
    { up, removal: undefined },
  ],
  [
    'what is left over of one whose last start was refused',
    {
      services: [dropped],
      leftOver,
      withoutSecrets,
      causes: [
        { ...silent, ...refused, fix: `Sign in, then run: ${up}` },
        { ...silent, ...orphan, fix: 'If nobody needs it: docker rm -f ktrdr-prod-old-1' },
      ],
    },
    { up, removal },
  ],
  ['both', { services: [dead, dropped], leftOver, withoutSecrets, causes }, { up, removal }],
])('%s', (_, stack, expected) => {
  expect(mendingOf(anInstance(), stack)).toEqual(expected);
});
