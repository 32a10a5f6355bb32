import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  claimInstance,
  claimLocalProd,
  clearLocalProd,
  emptyRegistry,
  listInstances,
  parseRegistry,
  releaseInstance,
  serializeRegistry,
  slotHolders,
} from '../src/index.ts';

const entry = (id: string, slot: number) => ({
  instance_id: id,
  slot,
  path: `/clones/${id}`,
  created_at: '2025-05-05T05:05:05.123456+00:00',
  is_worktree: true,
  parent_repo: '/clones/ktrdr',
});
const parse = (value: unknown) => parseRegistry(JSON.stringify(value), '/r/instances.json');

/** The text of one object with the keys of several. As text, because a literal would give `__proto__` its old meaning. */
const asObject = (...values: object[]) => {
  const pairs = values
    .flatMap((one) => Object.entries(one))
    .map((pair) => pair.map((part) => JSON.stringify(part)).join(':'));
  return `{${pairs.join(',')}}`;
};

describe('parseRegistry reads', () => {
  test('version 1', () => {
    const document = parse({
      version: 1,
      local_prod: entry('prod', 0),
      instances: { b: entry('b', 2), a: entry('a', 1) },
    });
    expect(document.local_prod?.path).toBe('/clones/prod');
    expect(listInstances(document)).toEqual([
      {
        instanceId: 'a',
        slot: 1,
        path: '/clones/a',
        createdAt: '2025-05-05T05:05:05.123456+00:00',
        isWorktree: true,
        parentRepo: '/clones/ktrdr',
      },
      expect.objectContaining({ instanceId: 'b', slot: 2 }),
    ]);
  });

  test('version 2, whose slots are taken where claimed_by is not null', () => {
    const document = parse({
      version: 2,
      local_prod: null,
      instances: { a: entry('a', 1) },
      slots: {
        '0': null,
        '1': { claimed_by: 'a', ports: { api: 8001 } },
        '2': { claimed_by: null },
        '3': { claimed_by: '/clones/other' },
        '4': {},
        '5': { claimed_by: { pid: 5 } },
      },
    });
    expect([...slotHolders(document)]).toEqual([
      [1, ['a (/clones/a)']],
      [3, ['/clones/other (a claim under "slots" in the file)']],
      [5, ['{"pid":5} (a claim under "slots" in the file)']],
    ]);
  });

  test('"slots" of a version 1 file as an unknown key', () => {
    expect(slotHolders(parse({ version: 1, slots: { '3': { claimed_by: 'x' } } })).size).toBe(0);
    expect(slotHolders(parse({ version: 1, slots: 'anything' })).size).toBe(0);
  });

  test.each([
    ['no local_prod and no instances', { version: 1 }],
    ['nulls', { version: 1, local_prod: null, instances: {} }],
    ['version 2 without slots', { version: 2 }],
  ])('%s as nothing registered', (_what, value) => {
    const document = parse(value);
    expect(document.local_prod ?? null).toBeNull();
    expect(listInstances(document)).toEqual([]);
    expect(slotHolders(document).size).toBe(0);
  });

  test('an entry without parent_repo', () => {
    const { parent_repo: _, ...clone } = entry('a', 1);
    expect(listInstances(parse({ version: 1, instances: { a: clone } }))).toMatchObject([{ parentRepo: null }]);
  });

  test('two entries with one slot, which shows both and is taken', () => {
    const document = parse({ version: 1, instances: { a: entry('a', 1), b: entry('b', 1) } });
    expect(listInstances(document).map((one) => one.instanceId)).toEqual(['a', 'b']);
    expect(slotHolders(document).get(1)).toEqual(['a (/clones/a)', 'b (/clones/b)']);
  });
});

describe('parseRegistry refuses', () => {
  const valid = JSON.stringify({ version: 1, local_prod: null, instances: { a: entry('a', 1) } }, null, 2);
  const withEntry = (change: object) =>
    JSON.stringify({ version: 1, instances: { a: { ...entry('a', 1), ...change } } });
  const refusals: [string, string, RegExp][] = [
    ['an empty file', '', /the file is empty/],
    ['white space', ' \n', /the file is empty/],
    ['a file cut short', valid.slice(0, 60), /not JSON: .*\(line \d+, column \d+\)/],
    ['a missing comma', valid.replace(',', ''), /not JSON: .*\(line 3, column 3\)/],
    ['a conflict marker', `<<<<<<< HEAD\n${valid}`, /not JSON: /],
    ['NaN', '{"version": NaN}', /not JSON: /],
    ['a list', '[]', /top level/],
    ['null', 'null', /top level/],
    ['no version', '{"instances": {}}', /version/],
    ['version 0', '{"version": 0}', /version/],
    ['a version in quotes', '{"version": "1"}', /version/],
    ['a newer version', '{"version": 3, "instances": []}', /version is 3, .* knows versions 1 to 2/],
    ['instances as a list', '{"version": 1, "instances": []}', /instances/],
    ['local_prod as text', '{"version": 1, "local_prod": "/clones/prod"}', /local_prod/],
    ['slots as a list, in version 2', '{"version": 2, "slots": [1]}', /slots/],
    ['an entry without a path', withEntry({ path: undefined }), /instances\.a\.path/],
    ['a slot in quotes', withEntry({ slot: '1' }), /instances\.a\.slot/],
    ['an entry under another id', withEntry({ instance_id: 'b' }), /instances: .*differs from its/],
  ];
  test.each(refusals)('%s', (_what, text, reason) => {
    expect(() => parseRegistry(text, '/r/instances.json')).toThrow(
      expect.objectContaining({
        code: 'REGISTRY_UNREADABLE',
        message: expect.stringMatching(new RegExp(`^Cannot read the registry /r/instances\\.json: .*${reason.source}`)),
        hint: expect.stringContaining('Nothing was changed.'),
      }),
    );
  });

  test('a newer version with the advice to update', () => {
    expect(() => parseRegistry('{"version": 3}', '/r')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('Update this program') }),
    );
  });
});

describe('parseRegistry, whatever it is given,', () => {
  const unreadable = expect.objectContaining({ code: 'REGISTRY_UNREADABLE' });

  test('reads it or refuses it as unreadable', () => {
    const near = fc.record(
      {
        version: fc.oneof(fc.constantFrom(1, 2), fc.jsonValue()),
        local_prod: fc.oneof(fc.constantFrom(null, entry('prod', 0)), fc.jsonValue()),
        instances: fc.oneof(
          fc.constant({ a: entry('a', 1) }),
          fc.dictionary(fc.string(), fc.jsonValue()),
          fc.jsonValue(),
        ),
        slots: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      near.map((value) => JSON.stringify(value)),
    );
    let read = 0;
    fc.assert(
      fc.property(text, (given) => {
        try {
          const document = parseRegistry(given, '/r');
          expect(parseRegistry(serializeRegistry(document), '/r')).toEqual(document);
          expect([...slotHolders(document).keys()].every((slot) => Number.isInteger(slot))).toBe(true);
          read += 1;
        } catch (error) {
          expect(error).toEqual(unreadable);
        }
      }),
      { numRuns: 1000 },
    );
    // Or nothing was like a registry.
    expect(read).toBeGreaterThan(10);
  });

  test('refuses it as unreadable when its end is missing', () => {
    const whole = serializeRegistry(
      parse({ version: 2, local_prod: entry('prod', 0), instances: { a: entry('a', 1) } }),
    );
    const without = whole.trimEnd();
    for (let length = 0; length < without.length; length += 1)
      expect(() => parseRegistry(without.slice(0, length), '/r')).toThrow(unreadable);
  });
});

describe('what nobody declared survives a change', () => {
  const claimed = { path: '/clones/new', createdAt: '2026-01-01T00:00:00Z', isWorktree: false, parentRepo: null };

  test('at the top, in "slots" and inside entries', () => {
    const value = {
      future: { a: [1, null] },
      version: 2,
      local_prod: { ...entry('prod', 0), note: 'mine' },
      instances: { a: { ...entry('a', 1), note: 'mine too' } },
      slots: { '7': { claimed_by: 'x', ports: [1] } },
    };
    const after = claimInstance(parse(value), { instanceId: 'b', slot: 2, ...claimed });
    const { b, ...others } = JSON.parse(serializeRegistry(after)).instances;
    expect(b).toMatchObject({ slot: 2 });
    expect(others).toEqual(value.instances);
    expect(JSON.parse(serializeRegistry(releaseInstance(after, 'b')))).toEqual(value);
    expect(Object.keys(after)).toEqual(Object.keys(value));
  });

  test('whatever it is', () => {
    const known = new Set(['version', 'local_prod', 'instances', 'slots']);
    const key = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', '0', 'Version'));
    const unknownKeys = fc.dictionary(
      key.filter((name) => !known.has(name)),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(unknownKeys, unknownKeys, fc.constantFrom(1, 2), (top, inside, version) => {
        const reserved = new Set(Object.keys(entry('a', 1)));
        const extra = Object.fromEntries(Object.entries(inside).filter(([name]) => !reserved.has(name)));
        const text = asObject({ version, instances: '@' }, top).replace(
          '"@"',
          () => `{"a":${asObject(entry('a', 1), extra)}}`,
        );

        const document = parseRegistry(text, '/r');
        expect(serializeRegistry(document)).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);

        const localProd = { instanceId: 'prod', slot: 0, ...claimed };
        const busy = claimInstance(claimLocalProd(document, localProd), {
          ...localProd,
          instanceId: 'b',
          path: '/b',
          slot: 2,
        });
        const after = JSON.parse(serializeRegistry(clearLocalProd(releaseInstance(busy, 'b'))));
        expect(after).toEqual(Object.assign(JSON.parse(text), { local_prod: null }));
      }),
    );
  });
});

test('an update leaves the registry that it was given as it was', () => {
  const record = {
    instanceId: 'a',
    slot: 1,
    path: '/a',
    createdAt: '2026-01-01T00:00:00Z',
    isWorktree: true,
    parentRepo: '/m',
  };
  const one = claimInstance(emptyRegistry, record);
  expect(listInstances(emptyRegistry)).toEqual([]);
  expect(listInstances(releaseInstance(one, 'a'))).toEqual([]);
  expect(listInstances(one)).toEqual([record]);
  expect(releaseInstance(one, 'b')).toBe(one);
  expect(clearLocalProd(one)).toBe(one);
});

test.each(['instances', 'slots'])(
  'an entry of %s that is called __proto__ is refused: it would be passed over',
  (table) => {
    const text = `{"version": 2, "${table}": {"__proto__": null}}`;
    expect(() => parseRegistry(text, '/r/instances.json')).toThrow(
      `${table}: "__proto__" cannot be the name of an entry`,
    );
  },
);
