import { describe, expect, test } from '@jest/globals';
import { defineLayout, ktrdrLayout, portsOfSlot, portVariables, sparePortsOfSlot } from '../src/index.ts';

const run = (first: number | undefined, count: number) =>
  Array.from({ length: count }, (_, index) => (first ?? 0) + index);

describe('the table', () => {
  test('slot 0 has the standard ports and eight workers', () => {
    expect(portVariables(ktrdrLayout, 0)).toEqual({
      KTRDR_API_PORT: '8000',
      KTRDR_DB_PORT: '5432',
      KTRDR_GRAFANA_PORT: '3000',
      KTRDR_JAEGER_UI_PORT: '16686',
      KTRDR_JAEGER_OTLP_GRPC_PORT: '4317',
      KTRDR_JAEGER_OTLP_HTTP_PORT: '4318',
      KTRDR_PROMETHEUS_PORT: '9090',
      KTRDR_WORKER_PORT_1: '5003',
      KTRDR_WORKER_PORT_2: '5004',
      KTRDR_WORKER_PORT_3: '5005',
      KTRDR_WORKER_PORT_4: '5006',
      KTRDR_WORKER_PORT_5: '5007',
      KTRDR_WORKER_PORT_6: '5008',
      KTRDR_WORKER_PORT_7: '5009',
      KTRDR_WORKER_PORT_8: '5010',
    });
  });

  test.each([
    [
      1,
      {
        api: 8001,
        db: 5433,
        grafana: 3001,
        otlp: 4327,
        http: 4328,
        worker: [5011, 5012, 5013, 5014],
        spare: [5015, 5200],
      },
    ],
    [
      2,
      {
        api: 8002,
        db: 5434,
        grafana: 3002,
        otlp: 4337,
        http: 4338,
        worker: [5021, 5022, 5023, 5024],
        spare: [5025, 5220],
      },
    ],
    [
      10,
      {
        api: 8010,
        db: 5442,
        grafana: 3010,
        otlp: 4417,
        http: 4418,
        worker: [5101, 5102, 5103, 5104],
        spare: [5105, 5380],
      },
    ],
  ])('slot %i', (slot, expected) => {
    const ports = Object.fromEntries(portsOfSlot(ktrdrLayout, slot).map(({ name, port }) => [name, port]));
    expect(ports).toEqual({
      api: expected.api,
      db: expected.db,
      grafana: expected.grafana,
      'jaeger-ui': 16686 + slot,
      'jaeger-otlp-grpc': expected.otlp,
      'jaeger-otlp-http': expected.http,
      prometheus: 9090 + slot,
      'worker-1': expected.worker[0],
      'worker-2': expected.worker[1],
      'worker-3': expected.worker[2],
      'worker-4': expected.worker[3],
    });
    expect(sparePortsOfSlot(ktrdrLayout, slot)).toEqual([...run(expected.spare[0], 5), ...run(expected.spare[1], 20)]);
  });

  test('no port belongs to two slots', () => {
    const all = Array.from({ length: 11 }, (_, slot) => [
      ...portsOfSlot(ktrdrLayout, slot).map(({ port }) => port),
      ...sparePortsOfSlot(ktrdrLayout, slot),
    ]).flat();
    expect(all).toHaveLength(15 + 10 * (11 + 25));
    expect(new Set(all).size).toBe(all.length);
  });

  test.each([-1, 11, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('slot %p is refused with the range', (slot) => {
    for (const ask of [portsOfSlot, portVariables, sparePortsOfSlot]) {
      expect(() => ask(ktrdrLayout, slot)).toThrow(
        expect.objectContaining({
          code: 'SLOT_OUT_OF_RANGE',
          message: `Slot ${slot} does not exist: slots are 0 to 10`,
          hint: 'Use a whole number from 0 to 10.',
        }),
      );
    }
  });

  test('slot 0 keeps no spare ports: the defaults of a file hold there', () => {
    expect(sparePortsOfSlot(ktrdrLayout, 0)).toEqual([]);
  });
});

describe('a layout of the caller', () => {
  const web = { name: 'web', variable: 'WEB_PORT', slotZero: 8080, others: { first: 8081, step: 1 } };

  test('may have ports in slot 0 only, or one slot only', () => {
    const layout = defineLayout({ lastSlot: 0, rules: [{ name: 'web', variable: 'WEB_PORT', slotZero: 8080 }] });
    expect(portsOfSlot(layout, 0)).toEqual([{ name: 'web', variable: 'WEB_PORT', port: 8080 }]);
    expect(() => portsOfSlot(layout, 1)).toThrow(/slots are 0 to 0/);
  });

  test('works like the built-in one', () => {
    const layout = defineLayout({ lastSlot: 3, rules: [web] });
    expect(portVariables(layout, 3)).toEqual({ WEB_PORT: '8083' });
    expect(sparePortsOfSlot(layout, 3)).toEqual([]);
  });

  test.each([
    ['a port in two slots', { lastSlot: 2, rules: [{ ...web, others: { first: 8081, step: 0 } }] }, /8081 belongs to/],
    ['a name twice', { lastSlot: 1, rules: [web, { ...web, variable: 'B' }] }, /the name web/],
    ['a variable twice', { lastSlot: 1, rules: [web, { ...web, name: 'b' }] }, /the variable WEB_PORT/],
    ['a number that is no port', { lastSlot: 1, rules: [{ ...web, slotZero: 70_000 }] }, /70000/],
    ['port 0', { lastSlot: 0, rules: [{ ...web, slotZero: 0 }] }, /Port 0 \(web of slot 0\) is not a valid port/],
    ['a broken number', { lastSlot: 0, rules: [{ ...web, slotZero: 80.5 }] }, /80.5/],
    [
      'a port past the last one in a late slot',
      { lastSlot: 9, rules: [{ ...web, others: { first: 65_530, step: 1 } }] },
      /65536 \(web of slot 7\)/,
    ],
    [
      'a port of slot 0 in a later slot',
      { lastSlot: 1, rules: [{ ...web, others: { first: 8080, step: 1 } }] },
      /8080 belongs to web of slot 0 and to web of slot 1/,
    ],
    [
      'spare ports that overlap',
      { lastSlot: 2, rules: [], spare: [{ first: 9000, step: 1, count: 2 }] },
      /9001 belongs to a spare port of slot 1/,
    ],
    [
      'a spare port of another run',
      {
        lastSlot: 2,
        rules: [],
        spare: [
          { first: 9000, step: 10, count: 2 },
          { first: 9011, step: 10, count: 1 },
        ],
      },
      /9011 belongs to a spare port of slot 1/,
    ],
    [
      'a spare port that a rule has',
      { lastSlot: 1, rules: [web], spare: [{ first: 8081, step: 1, count: 1 }] },
      /8081/,
    ],
  ])('%s is refused', (_, layout, message) => {
    expect(() => defineLayout(layout)).toThrow(message);
    expect(() => defineLayout(layout)).toThrow(expect.objectContaining({ code: 'BAD_LAYOUT' }));
  });
});
