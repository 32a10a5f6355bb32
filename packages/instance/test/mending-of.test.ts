import { expect, test } from '@jest/globals';
import { mendingOf } from '../src/status/mending-of.ts';
import { aContainer, anInstance } from './support/a.ts';

const aService = { state: 'running', health: null, ports: [], code: null };
const well = { ...aService, name: 'backend', problem: null };
const dead = { ...aService, name: 'db', problem: 'ended with code 1' };
const dropped = { ...aService, name: 'old', problem: 'is not in the Compose file any more' };
const leftOver = [aContainer({ service: 'old', name: 'ktrdr-prod-old-1' })];
const up = 'ktrdr up ktrdr-prod';
const removal = 'If nobody needs ktrdr-prod-old-1, which the Compose file does not have: docker rm -f ktrdr-prod-old-1';
const withoutSecrets = false;

test.each([
  ['what is dead', { services: [well, dead], leftOver: [], withoutSecrets }, { up, removal: undefined }],
  ['workers that are missing', { services: [well], leftOver: [], withoutSecrets }, { up, removal: undefined }],
  [
    'a database that was made without secrets',
    { services: [well, dead], leftOver: [], withoutSecrets: true },
    { up: `${up} --no-secrets`, removal: undefined },
  ],
  [
    'what is left over, which up leaves alone',
    { services: [well, dropped], leftOver, withoutSecrets },
    { up: undefined, removal },
  ],
  ['both', { services: [dead, dropped], leftOver, withoutSecrets }, { up, removal }],
])('%s', (_, stack, expected) => {
  expect(mendingOf(anInstance(), stack)).toEqual(expected);
});
