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
    build: !reset null
    scale: 0
    labels:
      ktrdr.restart-policy: "no"
    command: !override
      - "sleep"
      - "infinity"
    networks: !override
      own: null
networks:
  own:
    name: "0-one"
`);
});

test('an overlay that adds nothing is still a Compose file', () => {
  expect(serializeOverlay({})).toBe('{}\n');
});
