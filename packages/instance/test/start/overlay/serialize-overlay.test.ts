import { expect, test } from '@jest/globals';
import { Override, RESET } from '../../../src/start/overlay/overlay.ts';
import { serializeOverlay } from '../../../src/start/overlay/serialize-overlay.ts';

test('an overlay is YAML, in which a value may replace or reset that of the file', () => {
  const text = serializeOverlay({
    services: {
      one: {
        build: RESET,
        scale: 0,
        labels: { 'ktrdr.restart-policy': 'no' },
        command: new Override(['sleep', 'infinity']),
        networks: new Override({ own: null }),
      },
    },
    networks: { own: { name: '0-one' } },
  });
  expect(text).toBe(`services:
  one:
    command: !reset null
    networks: !reset null
---
services:
  one:
    build: !reset null
    scale: 0
    labels:
      ktrdr.restart-policy: "no"
    command:
      - "sleep"
      - "infinity"
    networks:
      own: null
networks:
  own:
    name: "0-one"
`);
});

test('an overlay that replaces nothing is one document', () => {
  expect(serializeOverlay({ services: { one: { scale: 0 } } })).toBe('services:\n  one:\n    scale: 0\n');
});

test('an overlay that adds nothing is still a Compose file', () => {
  expect(serializeOverlay({})).toBe('{}\n');
});
