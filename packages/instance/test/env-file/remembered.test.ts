import { describe, expect, test } from '@jest/globals';
import { type Asked, planRemembered } from '../../src/start/wishes/plan-remembered.ts';
import { type Remembered, rememberedLines, rememberedOf } from '../../src/env-file/remembered.ts';

const NOTHING: Remembered = { composeFiles: [], workers: undefined, without: [] };

describe('lines of .env.sandbox', () => {
  test.each<[Record<string, string>, Remembered]>([
    [{}, NOTHING],
    [{ KTRDR_UP_COMPOSE_FILES: '', KTRDR_UP_WORKERS: '', KTRDR_UP_WITHOUT: '' }, NOTHING],
    [
      { KTRDR_UP_COMPOSE_FILES: 'a.yml:/b/c.yml', KTRDR_UP_WORKERS: '0', KTRDR_UP_WITHOUT: 'grafana, jaeger,' },
      { composeFiles: ['a.yml', '/b/c.yml'], workers: 0, without: ['grafana', 'jaeger'] },
    ],
  ])('%j', (variables, expected) => {
    expect(rememberedOf(variables)).toEqual(expected);
    const lines = Object.entries(rememberedLines(expected)).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    );
    expect(rememberedOf(Object.fromEntries(lines))).toEqual(expected);
  });

  test('a number that is none is refused', () => {
    expect(() => rememberedOf({ KTRDR_UP_WORKERS: 'many' })).toThrow(
      expect.objectContaining({ code: 'ENV_FILE_INVALID', message: expect.stringContaining('KTRDR_UP_WORKERS=many') }),
    );
  });
});

describe('planRemembered', () => {
  const before: Remembered = { composeFiles: ['old.yml'], workers: 2, without: ['grafana', 'jaeger'] };

  test.each<[string, Omit<Asked, 'cwd'>, Remembered]>([
    ['nothing asked: all stays', {}, before],
    ['a number', { workers: 0 }, { ...before, workers: 0 }],
    ['all workers again', { workers: 'all' }, { ...before, workers: undefined }],
    ['one more is left out', { without: ['db', 'grafana'] }, { ...before, without: ['db', 'grafana', 'jaeger'] }],
    ['one less', { with: ['grafana', 'never'] }, { ...before, without: ['jaeger'] }],
    [
      'files, from the instance’s directory where they are in it',
      { composeFiles: ['a.yml', '../up.yml', '/else/b.yml'] },
      { ...before, composeFiles: ['sub/a.yml', 'up.yml', '/else/b.yml'] },
    ],
    ['its own files again', { composeFiles: 'own' }, { ...before, composeFiles: [] }],
  ])('%s', (_, asked, expected) => {
    expect(planRemembered(before, { ...asked, cwd: '/clone/sub' }, '/clone')).toEqual(expected);
  });

  test.each<[string, Omit<Asked, 'cwd'>, RegExp]>([
    ['both left out and started', { without: ['db'], with: ['db'] }, /db cannot be both/],
    ['a colon in a path', { composeFiles: ['a:b.yml'] }, /\/clone\/a:b\.yml/],
  ])('%s is refused', (_, asked, message) => {
    expect(() => planRemembered(NOTHING, { ...asked, cwd: '/clone' }, '/clone')).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringMatching(message) }),
    );
  });
});
