import { describe, expect, test } from '@jest/globals';
import { assert, oneof, property, string } from 'fast-check';
import { newSandboxId, sandboxId, slugOf } from '../../src/core/sandbox-name.ts';

// https://docs.docker.com/compose/how-tos/project-name/
const PROJECT_NAME = /^[a-z0-9][a-z0-9_-]*$/;

describe('slugOf', () => {
  test.each([
    ['feat-x', 'feat-x'],
    ['Feature/Foo Bar', 'feature-foo-bar'],
    ['fix_it', 'fix_it'],
    ['--x--', 'x'],
    ['_x_', 'x'],
    ['Crème Brûlée', 'creme-brulee'],
    ['a...b', 'a-b'],
    ['12', '12'],
    ['日本', ''],
    ['', ''],
  ])('%p becomes %p', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  test('is a part of a Compose project name, whatever the name, and stays what it is', () => {
    assert(
      property(oneof(string(), string({ unit: 'binary' })), (name) => {
        const slug = slugOf(name);
        expect(slug === '' || PROJECT_NAME.test(slug)).toBe(true);
        expect(slugOf(slug)).toBe(slug);
      }),
    );
  });
});

describe('sandboxId', () => {
  test.each([
    ['feat-x', 'ktrdr--feat-x'],
    ['ktrdr--feat-x', 'ktrdr--feat-x'],
    ['ktrdr', 'ktrdr--ktrdr'],
  ])('of %p is %p', (name, id) => {
    expect(sandboxId(name)).toBe(id);
  });

  test.each([
    ['', /no id can be made/i],
    ['!!!', /no id can be made/i],
    ['ktrdr--', /no id can be made/i],
    ['x'.repeat(33), /too long: 33 characters of 32/],
  ])('of %p there is none', (name, message) => {
    expect(() => sandboxId(name)).toThrow(
      expect.objectContaining({ code: 'NAME_INVALID', message: expect.stringMatching(message) }),
    );
  });
});

describe('newSandboxId', () => {
  test.each(['feat-x', 'feature/x', 'ktrdr--feat-x', 'v1.2', 'local-production', 'x/..y'])(
    'of %p is as usual',
    (name) => {
      expect(newSandboxId(name)).toBe(sandboxId(name));
    },
  );

  test.each([
    ['local-prod', /instance for real work/],
    ['ktrdr--local-prod', /instance for real work/],
    ['ktrdr-prod', /instance for real work/],
    ['../x', /directory/],
    ['./x', /directory/],
    ['x/../y', /directory/],
    ['/home/x', /directory/],
    ['~/x', /directory/],
  ])('there is none of %p, which means something else', (name, message) => {
    expect(() => newSandboxId(name)).toThrow(
      expect.objectContaining({ code: 'NAME_INVALID', message: expect.stringMatching(message) }),
    );
  });
});
