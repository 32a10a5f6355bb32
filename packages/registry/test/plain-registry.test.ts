import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseRegistry } from '../src/index.ts';
import { plainRegistry } from '../src/document/plain-registry.ts';

const entry = {
  instance_id: 'a',
  slot: 1,
  path: '/clones/a',
  created_at: '2025-05-05T05:05:05.123456+00:00',
  is_worktree: true,
  parent_repo: '/clones/ktrdr',
};
const of = (instance: unknown): unknown => ({ version: 1, local_prod: null, instances: { a: instance } });

test.each<[string, unknown]>([
  ['version 1', of(entry)],
  ['version 1 with little in it', { version: 1 }],
  ['a local-prod', { version: 1, local_prod: { ...entry, instance_id: 'prod', slot: 0 }, instances: {} }],
  ['keys of others', { ...Object(of({ ...entry, colour: 'red' })), colour: 'red' }],
  ['no parent', of({ ...entry, parent_repo: null })],
  ['version 2', { version: 2, instances: {}, slots: { 0: null, 1: { claimed_by: '/clones/a', status: 'running' } } }],
])('reads %s as the schema does', (_, value) => {
  const text = JSON.stringify(value);
  expect(plainRegistry(text)).toEqual(parseRegistry(text, '/r/instances.json'));
  expect(plainRegistry(text)).toBeDefined();
});

test.each<[string, string]>([
  ['no JSON', '{'],
  ['nothing', ''],
  ['a list', '[]'],
  ['a byte order mark', '\uFEFF{"version":1}'],
  ['no version', '{}'],
  ['a newer version', '{"version":3}'],
  ['an entry under another id', JSON.stringify(of({ ...entry, instance_id: 'b' }))],
  ['an entry without an id', JSON.stringify({ version: 1, instances: { '': { ...entry, instance_id: '' } } })],
  ['an empty path', JSON.stringify(of({ ...entry, path: '' }))],
  ['half a slot', JSON.stringify(of({ ...entry, slot: 1.5 }))],
  ['a slot as text', JSON.stringify(of({ ...entry, slot: '1' }))],
  ['no time', JSON.stringify(of({ ...entry, created_at: undefined }))],
  ['no answer whether it is a worktree', JSON.stringify(of({ ...entry, is_worktree: null }))],
  ['a list of entries', '{"version":1,"instances":[]}'],
  ['a claim that is no record', '{"version":2,"slots":{"1":"/clones/a"}}'],
  ['an entry of a name that copies lose', '{"version":2,"slots":{"__proto__":null}}'],
])('leaves %s to the schema', (_, text) => {
  expect(plainRegistry(text)).toBeUndefined();
});

/** Mostly this, and else anything. */
function some(usual: unknown): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, fc.jsonValue(), fc.constant(undefined));
}

test('whatever it accepts, the schema accepts, and reads likewise', () => {
  const entries = fc.record({
    instance_id: some('a'),
    slot: some(1),
    path: some('/clones/a'),
    created_at: some(entry.created_at),
    is_worktree: some(true),
    parent_repo: some(null),
  });
  const documents = fc.record({
    version: some(2),
    local_prod: fc.oneof(some(null), entries),
    instances: fc.oneof(fc.record({ a: entries }), some({})),
    slots: some({ 1: { claimed_by: null } }),
  });
  fc.assert(
    fc.property(documents, (value) => {
      const text = JSON.stringify(value);
      const plain = plainRegistry(text);
      if (plain !== undefined) expect(plain).toEqual(parseRegistry(text, '/r/instances.json'));
    }),
    { numRuns: 2000 },
  );
});
