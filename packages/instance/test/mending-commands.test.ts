import { expect, test } from '@jest/globals';
import { mendingCommands } from '../src/status/mending-commands.ts';
import { aContainer } from './support/a.ts';

const aService = { state: 'running', health: null, ports: [], code: null };
const well = { ...aService, name: 'backend', problem: null };
const dead = { ...aService, name: 'db', problem: 'ended with code 1' };
const dropped = { ...aService, name: 'old', problem: 'is not in the Compose file any more' };
const leftOver = [aContainer({ service: 'old', name: 'ktrdr-prod-old-1' })];

test.each([
  ['what is dead', { services: [well, dead], leftOver: [] }, ['ktrdr local-prod up']],
  ['workers that are missing', { services: [well], leftOver: [] }, ['ktrdr local-prod up']],
  [
    'what is left over, which up leaves alone',
    { services: [well, dropped], leftOver },
    ['docker rm -f ktrdr-prod-old-1'],
  ],
  ['both', { services: [dead, dropped], leftOver }, ['docker rm -f ktrdr-prod-old-1', 'ktrdr local-prod up']],
])('%s', (_, stack, commands) => {
  expect(mendingCommands(stack, 'ktrdr local-prod up')).toEqual(commands);
});
