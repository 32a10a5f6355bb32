import { expect, test } from '@jest/globals';
import { configuredPorts, portsOutsideSlot } from '../../src/readiness/published-ports.ts';
import { aConfig } from '../support/a.ts';

const ports = configuredPorts(
  aConfig({
    backend: { ports: [{ target: 8000, published: '8001' }] },
    agent: { ports: [{ target: 5010, published: '5010-5011' }] },
    spare: { ports: [{ target: 1, published: '5219' }] },
    free: { ports: [{ target: 1 }, { target: 2, published: '0' }] },
  }),
);

test.each([
  ['slot 1', 1, [5010]],
  ['slot 2', 2, [8001, 5010, 5011, 5219]],
  ['slot 0, which there is once', 0, []],
])('what is outside %s', (_, slot, expected) => {
  expect(portsOutsideSlot(ports, slot).map(({ published }) => published)).toEqual(expected);
});
