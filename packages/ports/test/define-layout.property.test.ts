import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { defineLayout, portsOfSlot, portVariables, sparePortsOfSlot, type PortLayout } from '../src/index.ts';

// Small numbers, so that collisions are common, and some at both ends of the range of ports.
const port = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 65_500, max: 65_535 }));
const step = fc.integer({ min: 0, max: 12 });
const series = fc.record({ first: port, step });
const rules = fc
  .array(fc.record({ slotZero: port, others: fc.option(series, { nil: undefined }) }), { maxLength: 4 })
  .map((all) =>
    all.map(({ slotZero, others }, index) => ({
      name: `rule-${index}`,
      variable: `PORT_${index}`,
      slotZero,
      ...(others === undefined ? {} : { others }),
    })),
  );
const spare = fc.array(fc.record({ first: port, step, count: fc.integer({ min: 0, max: 4 }) }), { maxLength: 2 });
const layouts: fc.Arbitrary<PortLayout> = fc
  .record({ lastSlot: fc.integer({ min: 0, max: 5 }), rules, spare: fc.option(spare, { nil: undefined }) })
  .map(({ lastSlot, rules: all, spare: some }) =>
    some === undefined ? { lastSlot, rules: all } : { lastSlot, rules: all, spare: some },
  );

/** Every port of every slot, computed once more from the definition: slot n has first + step * (n - 1). */
function allPorts({ lastSlot, rules: all, spare: some }: PortLayout): number[] {
  const later = Array.from({ length: lastSlot }, (_, index) => index);
  return [
    ...all.map(({ slotZero }) => slotZero),
    ...later.flatMap((n) => all.flatMap(({ others }) => (others ? [others.first + others.step * n] : []))),
    ...later.flatMap((n) =>
      (some ?? []).flatMap((run) => Array.from({ length: run.count }, (_, i) => run.first + run.step * n + i)),
    ),
  ];
}

const isAccepted = (layout: PortLayout): boolean => {
  try {
    return defineLayout(layout) === layout;
  } catch {
    return false;
  }
};

describe('defineLayout', () => {
  test('accepts exactly the layouts in which no port is there twice and every one is a port', () => {
    let accepted = 0;
    fc.assert(
      fc.property(layouts, (layout) => {
        const ports = allPorts(layout);
        const valid = new Set(ports).size === ports.length && ports.every((one) => one >= 1 && one <= 65_535);
        accepted += valid ? 1 : 0;
        expect(isAccepted(layout)).toBe(valid);
      }),
      { numRuns: 1000 },
    );
    // The property says nothing if hardly any of the layouts are valid.
    expect(accepted).toBeGreaterThan(50);
  });

  test('in an accepted layout no port belongs to two slots', () => {
    fc.assert(
      fc.property(layouts.filter(isAccepted), (layout) => {
        const owners = new Map<number, number>();
        for (let slot = 0; slot <= layout.lastSlot; slot += 1) {
          const own = [...portsOfSlot(layout, slot).map((one) => one.port), ...sparePortsOfSlot(layout, slot)];
          for (const one of own) {
            expect(owners.has(one)).toBe(false);
            owners.set(one, slot);
          }
        }
      }),
    );
  });

  test('the variables of a slot are its ports, one for one', () => {
    fc.assert(
      fc.property(layouts.filter(isAccepted), fc.nat(5), (layout, number) => {
        const slot = number % (layout.lastSlot + 1);
        const ports = portsOfSlot(layout, slot);
        expect(Object.entries(portVariables(layout, slot))).toEqual(
          ports.map((one) => [one.variable, String(one.port)]),
        );
      }),
    );
  });
});
