import { describe, expect, test } from '@jest/globals';
import { listedContainers } from '../src/listed-containers.ts';
import { plainContainers } from '../src/plain-containers.ts';
import { fixture } from './support/fixture.ts';

const whole = fixture('containers.json').toString();
const bySchema = (text: string): unknown => listedContainers().parse(JSON.parse(text));

/** A list of one container, as Engine 26.1 gives it, with something of it changed; undefined takes a key away. */
function listWith(changed: Readonly<Record<string, unknown>>): string {
  const [first]: object[] = JSON.parse(whole);
  return JSON.stringify([{ ...first, ...changed }]);
}

describe('reads as the schema does', () => {
  test('what an Engine answers', () => {
    expect(plainContainers(whole)).toEqual(bySchema(whole));
    expect(plainContainers(whole)).not.toEqual([]);
  });

  test.each([
    { Names: null },
    { Names: undefined },
    { Labels: null },
    { Labels: {} },
    { Ports: undefined },
    { Ports: null },
    { Ports: [{ PrivatePort: 80, Type: 'tcp' }] },
    { Ports: [{ IP: '::', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' }] },
    { Mounts: null },
    { Mounts: [{ Type: 'tmpfs', Destination: '/run' }] },
  ])('%j', (changed) => {
    const text = listWith(changed);
    expect(plainContainers(text)).toEqual(bySchema(text));
    expect(plainContainers(text)).toBeDefined();
  });
});

describe('leaves to the schema', () => {
  test.each([
    { Id: undefined },
    { Id: 7 },
    { Image: null },
    { ImageID: undefined },
    { State: undefined },
    { Status: undefined },
    { Created: '2026-11-26' },
    { Names: 'till' },
    { Names: [7] },
    { Labels: [] },
    { Labels: { one: 1 } },
    { Ports: {} },
    { Ports: [{ Type: 'tcp' }] },
    { Ports: [{ PrivatePort: 80, PublicPort: '80', Type: 'tcp' }] },
    { Ports: [{ PrivatePort: 80 }] },
    { Ports: [{ IP: 1, PrivatePort: 80, Type: 'tcp' }] },
    { Mounts: [{ Type: 'bind' }] },
    { Mounts: [{ Type: 'bind', Destination: '/run', Source: 1 }] },
    { Mounts: [null] },
  ])('%j', (changed) => {
    expect(plainContainers(listWith(changed))).toBeUndefined();
  });

  test.each(['', '{', '{}', 'null', '[null]', '[[]]', '{"message":"no"}'])('%j', (text) => {
    expect(plainContainers(text)).toBeUndefined();
  });

  test('a label of a name that copies lose', () => {
    expect(plainContainers(whole.replace(/"Labels": ?\{/, '"Labels":{"__proto__":"x",'))).toBeUndefined();
  });
});
