import { describe, expect, test } from '@jest/globals';
import type { GitFacts } from '@ktrdr/instance/internal';
import type { InstanceRecord } from '@ktrdr/registry';
import { nextCommands } from '../src/next-commands.ts';
import { type PlacePlan, planPlace } from '../src/place/plan-place.ts';
import type { PlaceFacts } from '../src/place/read-place.ts';
import { resolvePlace } from '../src/place/resolve-place.ts';
import { type Choices, planSteps } from '../src/steps/plan-steps.ts';
import type { SetupRecord, StepName } from '../src/record/setup-record.ts';

const PATH = '/home/me/ktrdr-prod';
const clone = (remote = 'https://github.com/kpiteira/ktrdr.git', topLevel = PATH): GitFacts => ({
  kind: 'clone',
  topLevel,
  gitDirectory: `${topLevel}/.git`,
  commonDirectory: `${topLevel}/.git`,
  remoteUrls: [remote],
});
const nothing: PlaceFacts = {
  path: PATH,
  exists: false,
  identity: undefined,
  branch: undefined,
  git: { kind: 'none' },
  around: undefined,
  marker: false,
  environment: false,
};
const made = { dev: '1', ino: '2', born: '3' };
const there: PlaceFacts = { ...nothing, exists: true, environment: true, identity: made, branch: 'main', git: clone() };
const localProd = (path: string): InstanceRecord => ({
  instanceId: 'ktrdr-prod',
  slot: 0,
  path,
  createdAt: '2026-01-02T03:04:05.000Z',
  isWorktree: false,
  parentRepo: null,
});
const record = (path: string, ...done: StepName[]): SetupRecord => ({
  path,
  startedAt: '2026-01-02T03:04:05.000Z',
  directory: made,
  branch: 'v1.2',
  repo: 'https://alias/ktrdr.git',
  done,
});

describe('planPlace', () => {
  test.each<[string, Partial<Parameters<typeof planPlace>[0]>, PlacePlan]>([
    ['nothing is there', {}, { kind: 'clone' }],
    ['nothing is there, and an earlier setup was to be there', { record: record(PATH) }, { kind: 'clone' }],
    ['nothing is there any more', { record: record(PATH, 'clone', 'sync') }, { kind: 'clone' }],
    ['an unfinished setup elsewhere', { record: record('/elsewhere', 'clone') }, { kind: 'clone' }],
    [
      'the clone of a setup that was interrupted after it was cloned',
      { place: there, record: record(PATH) },
      { kind: 'go-on', done: ['clone'] },
    ],
    [
      'the clone of a setup that failed to start',
      { place: { ...there, marker: true }, localProd: localProd(PATH), record: record(PATH, 'clone', 'sync', 'init') },
      { kind: 'go-on', done: ['clone', 'sync', 'init'] },
    ],
    [
      'one that was unregistered since',
      { place: there, record: record(PATH, 'clone', 'sync', 'init', 'shared') },
      { kind: 'go-on', done: ['clone', 'sync', 'shared'] },
    ],
    [
      'its clone, asked for as it is',
      {
        place: there,
        record: record(PATH, 'clone'),
        branch: 'main',
        repo: 'https://me:hush@github.com/kpiteira/ktrdr.git',
      },
      { kind: 'go-on', done: ['clone'] },
    ],
    [
      'its clone, asked for as it was: by a tag, and under a name that git knows',
      { place: there, record: record(PATH, 'clone'), branch: 'v1.2', repo: 'https://alias/ktrdr.git' },
      { kind: 'go-on', done: ['clone'] },
    ],
    [
      'the registered local-prod',
      { place: { ...there, marker: true }, localProd: localProd(PATH) },
      { kind: 'go-on', done: ['clone', 'init', 'sync'] },
    ],
    [
      'the registered local-prod without its .env.sandbox',
      { place: there, localProd: localProd(PATH) },
      { kind: 'go-on', done: ['clone', 'sync'] },
    ],
  ])('%s', (_, situation, expected) => {
    expect(planPlace({ place: nothing, localProd: undefined, record: undefined, ...situation })).toEqual(expected);
  });

  test.each<[string, Partial<Parameters<typeof planPlace>[0]>, string, RegExp]>([
    ['something is there', { place: { ...there, git: { kind: 'none' } } }, 'DESTINATION_EXISTS', /--path/],
    [
      'a clone that is not ours',
      { place: there },
      'DESTINATION_EXISTS',
      /cd \/home\/me\/ktrdr-prod && ktrdr local-prod init/,
    ],
    [
      'a clone that is a sandbox',
      { place: { ...there, marker: true } },
      'DESTINATION_EXISTS',
      /^Choose another directory with --path\.$/,
    ],
    ['a clone that another setup made', { place: there, record: record('/elsewhere') }, 'DESTINATION_EXISTS', /--path/],
    [
      'ours was replaced by something else',
      { place: { ...there, git: clone('https://example.invalid/shop.git') }, record: record(PATH, 'clone') },
      'DESTINATION_EXISTS',
      /--path/,
    ],
    [
      'a directory in a clone',
      { place: { ...there, git: clone(undefined, '/home/me') }, record: record(PATH, 'clone') },
      'DESTINATION_EXISTS',
      /--path/,
    ],
    [
      'local-prod is elsewhere',
      { localProd: localProd('/else where') },
      'LOCAL_PROD_EXISTS',
      /--path '\/else where'.*destroy/,
    ],
    [
      'another clone of KTRDR in the place of ours',
      { place: { ...there, identity: { ...made, born: '4' } }, record: record(PATH, 'clone') },
      'DESTINATION_EXISTS',
      /--path/,
    ],
    [
      'a clone that is there when the record does not say yet which one is ours',
      { place: there, record: { ...record(PATH), directory: undefined } },
      'DESTINATION_EXISTS',
      /--path/,
    ],
    [
      'another branch than that of the clone',
      { place: there, record: record(PATH, 'clone'), branch: 'special' },
      'SETUP_DIFFERS',
      /leave out --branch.*git -C \/home\/me\/ktrdr-prod switch special/,
    ],
    [
      'another branch than that of the registered local-prod',
      { place: { ...there, branch: undefined }, localProd: localProd(PATH), branch: 'special' },
      'SETUP_DIFFERS',
      /leave out --branch/,
    ],
    [
      'another repository',
      { place: there, record: record(PATH, 'clone'), repo: 'https://example.invalid/ktrdr.git' },
      'SETUP_DIFFERS',
      /leave out --repo/,
    ],
    ['local-prod is gone', { localProd: localProd(PATH) }, 'LOCAL_PROD_EXISTS', /Move it back/],
  ])('refused: %s', (_, situation, code, hint) => {
    expect(() => planPlace({ place: nothing, localProd: undefined, record: undefined, ...situation })).toThrow(
      expect.objectContaining({ code, hint: expect.stringMatching(hint) }),
    );
  });
});

const goOn = (...done: StepName[]): PlacePlan => ({ kind: 'go-on', done });

describe('planSteps', () => {
  test.each<[string, PlacePlan, Pick<Choices, 'shared' | 'start'>, StepName[]]>([
    [
      'everything',
      { kind: 'clone' },
      { shared: { kind: 'minimal' }, start: true },
      ['clone', 'sync', 'init', 'shared', 'start'],
    ],
    ['as little as can be', { kind: 'clone' }, { shared: { kind: 'skip' }, start: false }, ['clone', 'sync', 'init']],
    [
      'after the clone',
      goOn('clone'),
      { shared: { kind: 'copy', from: '/a' }, start: false },
      ['sync', 'init', 'shared'],
    ],
    ['after uv sync', goOn('clone', 'sync'), { shared: { kind: 'skip' }, start: true }, ['init', 'start']],
    [
      'only the start',
      goOn('clone', 'sync', 'init', 'shared'),
      { shared: { kind: 'minimal' }, start: true },
      ['start'],
    ],
    ['nothing', goOn('clone', 'sync', 'init'), { shared: { kind: 'skip' }, start: false }, []],
  ])('%s', (_, place, choices, expected) => {
    expect(planSteps(place, { item: undefined, ...choices })).toEqual(expected);
  });

  test('the item that was read is compared with the Compose file of a new clone; of one that was there it was before', () => {
    const choices: Choices = { item: { labels: [] }, shared: { kind: 'skip' }, start: false };
    expect(planSteps({ kind: 'clone' }, choices)).toEqual(['clone', 'secrets', 'sync', 'init']);
    expect(planSteps(goOn('clone'), choices)).toEqual(['sync', 'init']);
  });
});

test.each([
  ['~', '/home/me'],
  ['~/Documents/dev/ktrdr-prod', '/home/me/Documents/dev/ktrdr-prod'],
  ['~/a/../b/', '/home/me/b'],
  ['a', '/work/here/a'],
  ['../a b', '/work/a b'],
  ['.', '/work/here'],
  ['/a//b/', '/a/b'],
  [' /a ', '/a'],
])('the path %j is %s', (typed, expected) => {
  expect(resolvePlace(typed, { home: '/home/me', cwd: () => '/work/here' })).toBe(expected);
});

function nowhere(): never {
  throw new Error('the current directory is gone');
}

test('an absolute path does not ask where we are', () => {
  expect(resolvePlace('/a', { home: '/home/me', cwd: nowhere })).toBe('/a');
});

const commands = (facts: Partial<Parameters<typeof nextCommands>[0]>): string[] =>
  nextCommands({ path: PATH, started: false, noSecrets: false, hasCommand: true, ...facts }).map(
    ({ command }) => command,
  );

describe('nextCommands', () => {
  test.each<[string, Parameters<typeof commands>[0], string[]]>([
    ['usually', {}, ['cd /home/me/ktrdr-prod', 'ktrdr local-prod up']],
    ['without 1Password', { noSecrets: true }, ['cd /home/me/ktrdr-prod', 'ktrdr local-prod up --no-secrets']],
    ['where there is no ktrdr', { hasCommand: false }, ['npm install --global @ktrdr/cli', 'cd /home/me/ktrdr-prod']],
    [
      'a path that a shell would take apart',
      { path: "/it's here" },
      [String.raw`cd '/it'\''s here'`, 'ktrdr local-prod up'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(commands(facts).slice(0, 2)).toEqual(expected);
  });
});
