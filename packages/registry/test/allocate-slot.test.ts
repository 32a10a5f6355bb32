import { describe, expect, test } from '@jest/globals';
import { isCodedError } from '@ktrdr/errors';
import * as fc from 'fast-check';
import {
  allocateSlot,
  claimInstance,
  emptyRegistry,
  listInstances,
  parseRegistry,
  releaseInstance,
  serializeRegistry,
  slotHolders,
  type RegistryDocument,
  type SlotRequest,
} from '../src/index.ts';

const range = { min: 1, max: 3 };
const held = (...slots: number[]) => new Map(slots.map((slot) => [slot, [`holder-${slot}`]]));
const avoid = (...slots: number[]) => new Map(slots.map((slot) => [slot, `port of ${slot} in use`]));

describe('allocateSlot', () => {
  const given: [string, SlotRequest, number][] = [
    ['the lowest of all', { range, holders: held() }, 1],
    ['the lowest free one', { range, holders: held(1, 3) }, 2],
    ['a gap below a holder', { range, holders: held(2) }, 1],
    ['nothing below the range', { range: { min: 5, max: 6 }, holders: held() }, 5],
    ['one that is not to be avoided', { range, holders: held(2), avoid: avoid(1) }, 3],
    ['the requested one', { range, holders: held(1), requested: 3 }, 3],
    ['the requested one, though it was to be avoided', { range, holders: held(), requested: 2, avoid: avoid(2) }, 2],
  ];
  test.each(given)('gives %s', (_what, request, slot) => expect(allocateSlot(request)).toBe(slot));

  const refused: [string, SlotRequest, string, string][] = [
    ['a taken slot', { range, holders: held(2), requested: 2 }, 'SLOT_TAKEN', 'holder-2'],
    ['a slot below', { range, holders: held(), requested: 0 }, 'SLOT_OUT_OF_RANGE', 'from 1 to 3'],
    ['a slot above', { range, holders: held(), requested: 4 }, 'SLOT_OUT_OF_RANGE', 'from 1 to 3'],
    ['no number', { range, holders: held(), requested: Number.NaN }, 'SLOT_OUT_OF_RANGE', 'from 1 to 3'],
    ['more than there are', { range, holders: held(1, 2, 3) }, 'NO_FREE_SLOT', 'slot 2: holder-2'],
    ['more than are left', { range, holders: held(1, 3), avoid: avoid(2) }, 'NO_FREE_SLOT', 'slot 2: port of 2 in use'],
  ];
  test.each(refused)('refuses %s', (_what, request, code, words) => {
    expect.assertions(2);
    try {
      allocateSlot(request);
    } catch (error) {
      if (!isCodedError(error)) throw error;
      expect(error.code).toBe(code);
      expect([error.message, error.detail, error.hint].join('\n')).toContain(words);
    }
  });
});

describe('claimInstance', () => {
  test('never shares a slot, whoever chose it', () => {
    const record = { createdAt: '2026-01-01T00:00:00Z', isWorktree: true, parentRepo: '/m', slot: 1 };
    const one = claimInstance(emptyRegistry, { ...record, instanceId: 'a', path: '/a' });
    expect(() => claimInstance(one, { ...record, instanceId: 'b', path: '/b' })).toThrow(
      expect.objectContaining({ code: 'SLOT_TAKEN' }),
    );
  });
});

test('under any history no two owners have one slot, and a slot is refused only when all are taken', () => {
  const operation = fc.record({
    id: fc.integer({ min: 0, max: 8 }).map((n) => `i${n}`),
    release: fc.boolean(),
    requested: fc.option(fc.integer({ min: -1, max: 6 }), { nil: undefined }),
    avoided: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
  });
  const claimedBefore = fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 3 });

  fc.assert(
    fc.property(claimedBefore, fc.array(operation, { maxLength: 40 }), (claimed, operations) => {
      const slots = Object.fromEntries(claimed.map((slot) => [slot, { claimed_by: `legacy-${slot}` }]));
      let document: RegistryDocument = parseRegistry(JSON.stringify({ version: 2, slots }), '/r');

      for (const { id, release, requested, avoided } of operations) {
        const before = slotHolders(document);
        try {
          if (release) document = releaseInstance(document, id);
          else {
            const slot = allocateSlot({
              holders: before,
              range: { min: 1, max: 5 },
              requested,
              avoid: avoid(...avoided),
            });
            const place = { path: `/${id}`, createdAt: '2026-01-01T00:00:00Z', isWorktree: true, parentRepo: '/m' };
            document = claimInstance(document, { instanceId: id, slot, ...place });
          }
        } catch (error) {
          if (!isCodedError(error)) throw error;
          if (error.code === 'NO_FREE_SLOT') {
            for (let slot = 1; slot <= 5; slot += 1) expect(before.has(slot) || avoided.includes(slot)).toBe(true);
          }
        }
        document = parseRegistry(serializeRegistry(document), '/r');
        const owned = listInstances(document).map((one) => one.slot);
        expect(new Set([...owned, ...claimed]).size).toBe(owned.length + claimed.length);
        expect(JSON.parse(serializeRegistry(document)).slots).toEqual(JSON.parse(JSON.stringify(slots)));
      }
    }),
  );
});
