import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Container } from '@ktrdr/compose-runner';
import type { ClaimFacts, DoctorFacts, PlaceFacts } from '../../src/doctor/facts.ts';
import { gatherClaims } from '../../src/doctor/gather-claims.ts';
import { gatherCommand } from '../../src/doctor/gather-command.ts';
import { judgePythonTool } from '../../src/doctor/judge-python-tool.ts';
import { createContext } from '../../src/index.ts';
import { aContainer, aSandbox } from '../support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();

const program = (directory: string, text: string): string => {
  const path = join(root, directory);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'ktrdr'), text);
  chmodSync(join(path, 'ktrdr'), 0o755);
  return path;
};
const found = async (...directories: string[]) => await gatherCommand({ env: { PATH: directories.join(':') } });

describe('which ktrdr a shell finds', () => {
  // As pip 24 and uv 0.5 write a console script, and pnpm 10 the script that starts a command.
  const pip = '#!/home/me/ktrdr/.venv/bin/python\nimport sys\nfrom ktrdr.cli import main\nsys.exit(main())\n';
  const long = "#!/bin/sh\n'''exec' '/a very long path/bin/python3' \"$0\" \"$@\"\n' '''\nfrom ktrdr.cli import main\n";
  const pnpm = '#!/bin/sh\nbasedir=$(dirname "$0")\nexec node  "$basedir/../../packages/cli/bin/ktrdr.cjs" "$@"\n';

  test.each([
    ['a console script', pip, 'python'],
    ['a console script with a long path', long, 'python'],
    ["a package manager's script", pnpm, 'ours'],
    ['something else', '#!/bin/sh\necho hello\n', 'other'],
  ])('%s', async (name, text, kind) => {
    const directory = program(name, text);
    expect(await found(directory)).toEqual({ kind, path: join(directory, 'ktrdr') });
  });

  test('a link to ours, the first of several, and none', async () => {
    const bin = join(root, 'linked');
    const target = join(root, 'lib', 'node_modules', '@ktrdr', 'cli', 'bin');
    for (const directory of [bin, target]) mkdirSync(directory, { recursive: true });
    writeFileSync(join(target, 'ktrdr.cjs'), '#!/usr/bin/env node\n', { mode: 0o755 });
    symlinkSync(join(target, 'ktrdr.cjs'), join(bin, 'ktrdr'));
    const python = program('python', pip);
    expect(await found('relative', join(root, 'nowhere'), bin, python)).toEqual({
      kind: 'ours',
      path: join(bin, 'ktrdr'),
    });
    expect(await found(python, bin)).toMatchObject({ kind: 'python' });
    chmodSync(join(python, 'ktrdr'), 0o644);
    expect(await found(python)).toEqual({ kind: 'none' });
  });
});

const worktree = (path: string, marker?: Record<string, string>): PlaceFacts => ({
  path,
  realPath: path,
  git: {
    kind: 'known',
    value: {
      kind: 'linked-worktree',
      topLevel: path,
      gitDirectory: '/clones/ktrdr/.git/worktrees/x',
      commonDirectory: '/clones/ktrdr/.git',
      remoteUrls: [],
    },
  },
  marker: { kind: 'known', value: marker },
});
const claim = (different: Partial<ClaimFacts>): ClaimFacts => ({
  slot: 5,
  claimedBy: '/clones/ktrdr-impl-genome-M1',
  infrastructurePath: undefined,
  place: 'gone',
  directory: undefined,
  ...different,
});
const advice = (text: RegExp) => ({ kind: 'advice', text: expect.stringMatching(text) });

describe('what is there of the Python tool', () => {
  const sandbox = aSandbox();
  const impl = worktree('/clones/ktrdr-impl-genome-M1', {
    INSTANCE_ID: 'ktrdr-impl-genome-M1',
    COMPOSE_PROJECT_NAME: 'slot-5',
  });
  const running = aContainer({ project: 'slot-5', workingDirectory: '/home/me/.ktrdr/sandboxes/slot-5' });
  const judged = (
    different: Partial<Pick<DoctorFacts, 'places' | 'claims'>>,
    containers: Container[] = [],
    volumes: { name: string; project: string }[] = [],
  ) =>
    judgePythonTool({
      tools: [],
      command: { kind: 'none' },
      engine: {
        versions: { kind: 'known', value: { engine: '26.1.5', compose: '2.26.1' } },
        resources: { kind: 'known', value: { containers, volumes, networks: [] } },
        memory: undefined,
      },
      settings: { kind: 'known', value: {} },
      registryFile: '/home/me/.ktrdr/sandbox/instances.json',
      registryAside: '/home/me/.ktrdr/sandbox/instances.json.broken',
      registry: { kind: 'known', value: [sandbox] },
      claims: [],
      places: [],
      variables: new Map(),
      heldPorts: new Map(),
      stacks: new Map(),
      engines: new Map(),
      disks: [],
      operations: [],
      forbidden: [],
      volumeRecords: new Map(),
      homePlaces: [],
      shared: undefined,
      records: new Map(),
      sharedPlaces: [],
      ...different,
    });

  test('its worktrees are listed with what runs, and how they become sandboxes', () => {
    expect(judged({ places: [impl, worktree('/clones/ktrdr-spec-x'), worktree('/clones/other')] }, [running])).toEqual([
      expect.objectContaining({
        severity: 'ok',
        code: 'PYTHON_WORKTREE',
        subject: 'ktrdr-impl-genome-M1',
        text: expect.stringContaining('slot 5, Compose project slot-5 (1 container)'),
        repair: expect.objectContaining({ commands: ['cd /clones/ktrdr-impl-genome-M1 && ktrdr sandbox init'] }),
      }),
      expect.objectContaining({ subject: 'ktrdr-spec-x', text: expect.stringContaining('it has no sandbox') }),
    ]);
  });

  test('a worktree that has lost its file is known by its claim', () => {
    const claims = [claim({ place: 'checkout', directory: impl.path })];
    const places = [{ ...impl, marker: { kind: 'known', value: undefined } as const }];
    const seen = judged({ places, claims }, [running]).find(({ code }) => code === 'PYTHON_WORKTREE');
    expect(seen?.text).toMatch(/slot 5, Compose project slot-5 \(1 container\)/);
  });

  test('a stack under its name for a slot, which nothing accounts for', () => {
    // The directory of a slot, which is no worktree, has such a file too.
    const slot = {
      ...impl,
      path: '/home/me/.ktrdr/sandboxes/slot-5',
      git: { kind: 'known', value: { kind: 'none' } } as const,
    };
    expect(judged({ places: [slot] }, [running, aContainer({ project: 'slot-a' })])).toEqual([
      expect.objectContaining({
        severity: 'warning',
        code: 'PYTHON_PROJECT',
        subject: 'slot-5',
        text: expect.stringMatching(/^1 container exists .*started from \/home\/me\/.ktrdr\/sandboxes\/slot-5;/),
        repair: expect.objectContaining({ commands: ['docker compose -p slot-5 down'] }),
      }),
    ]);
    const codes = judged({ claims: [claim({})], places: [impl] }, [running]).map(({ code }) => code);
    expect(codes).not.toContain('PYTHON_PROJECT');
  });

  test('one that is registered is a sandbox like the others', () => {
    expect(judged({ places: [{ ...impl, path: sandbox.path, realPath: sandbox.path }] })).toEqual([]);
  });

  const adopt = 'cd /clones/ktrdr-impl-genome-M1 && ktrdr sandbox init';
  const release = {
    kind: 'fix',
    fix: { kind: 'release-claim', slot: 5, claimedBy: '/clones/ktrdr-impl-genome-M1' },
  };
  test.each<[string, Partial<ClaimFacts>, Container[], object]>([
    [
      'of a checkout',
      { place: 'checkout', directory: impl.path },
      [running],
      {
        severity: 'ok',
        code: 'SLOT_CLAIMED',
        repair: expect.objectContaining({ kind: 'commands', commands: [adopt] }),
      },
    ],
    [
      'of what git cannot read',
      { place: 'unclear', directory: impl.path },
      [],
      { severity: 'warning', code: 'SLOT_CLAIMED', repair: advice(/git worktree repair/) },
    ],
    [
      'of a directory that is no checkout',
      { place: 'no checkout', directory: impl.path },
      [],
      { severity: 'warning', code: 'SLOT_CLAIM_DEAD', repair: expect.objectContaining(release) },
    ],
    [
      'of a directory that is no checkout, and that runs',
      { place: 'no checkout', directory: impl.path },
      [running],
      { severity: 'warning', code: 'SLOT_CLAIMED', repair: advice(/docker compose -p slot-5 down/) },
    ],
    [
      'whose directory is gone',
      {},
      [],
      { severity: 'warning', code: 'SLOT_CLAIM_DEAD', repair: expect.objectContaining(release) },
    ],
    [
      'whose directory is gone, and that runs',
      {},
      [running],
      { code: 'SLOT_CLAIMED', repair: expect.objectContaining({ kind: 'advice' }) },
    ],
    [
      'whose disk may be away',
      { place: 'away' },
      [],
      { code: 'SLOT_CLAIMED', repair: expect.objectContaining({ kind: 'advice' }) },
    ],
    [
      'of an empty directory',
      { place: 'away', directory: impl.path },
      [],
      { code: 'SLOT_CLAIMED', repair: advice(/or remove the directory, which is empty/) },
    ],
    ['of a name that is no instance', { claimedBy: 'ktrdr--z', place: 'no path' }, [], { code: 'SLOT_CLAIM_DEAD' }],
  ])('a claim %s', (_, different, containers, expected) => {
    expect(judged({ claims: [claim(different)] }, containers)).toEqual([
      expect.objectContaining({ subject: 'slot 5', ...expected }),
    ]);
  });

  test('a claim is not dead while there are volumes of its project', () => {
    const volumes = [{ name: 'slot-5_postgres_data', project: 'slot-5' }];
    expect(judged({ claims: [claim({})] }, [], volumes)).toEqual([
      expect.objectContaining({ code: 'SLOT_CLAIMED', repair: expect.objectContaining({ kind: 'advice' }) }),
    ]);
  });

  test.each([{ claimedBy: sandbox.path }, { claimedBy: sandbox.id }])(
    'a claim of a registered instance is no news',
    (by) => {
      expect(judged({ claims: [claim({ slot: 3, ...by })] })).toEqual([]);
    },
  );

  test('a registered sandbox that the Python tool started, under its own name for it', () => {
    const theirs = aContainer({ project: 'slot-3', workingDirectory: sandbox.path });
    expect(judged({ claims: [claim({})] }, [theirs, running])).toContainEqual(
      expect.objectContaining({
        severity: 'problem',
        subject: sandbox.id,
        repair: expect.objectContaining({ commands: ['docker compose -p slot-3 down'] }),
      }),
    );
  });
});

describe('what is there of a claim', () => {
  const home = join(root, 'home');
  const at = (name: string): string => join(root, 'places', name);
  const git = (name: string, ...args: string[]): void => {
    execFileSync('git', ['-C', at(name), ...args], { env: { PATH: process.env['PATH'], HOME: root } });
  };
  const clone = (name: string, url: string): void => {
    mkdirSync(at(name), { recursive: true });
    git(name, 'init', '-q');
    git(name, 'remote', 'add', 'origin', url);
  };
  beforeAll(() => {
    for (const name of ['notes/drafts', 'disk', 'mounted/other']) mkdirSync(at(name), { recursive: true });
    mkdirSync(join(home, 'wt', 'data'), { recursive: true });
    symlinkSync('/nowhere/wt', at('link'));
    clone('ktrdr', 'git@example.com:me/ktrdr.git');
    git('ktrdr', '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'first');
    git('ktrdr', 'worktree', 'add', '-q', at('wt'));
    mkdirSync(at('ktrdr/data/5'), { recursive: true });
    clone('other', 'git@example.com:me/other.git');
    mkdirSync(at('astray'));
    writeFileSync(at('astray/.git'), `gitdir: ${at('away')}/.git/worktrees/astray\n`);
  });

  test.each<[string, string, ClaimFacts['place']]>([
    ['a clone', at('ktrdr'), 'checkout'],
    ['a worktree', at('wt'), 'checkout'],
    ['a worktree whose clone is away', at('astray'), 'unclear'],
    ['a clone of something else', at('other'), 'unclear'],
    ['a directory with something else in it', at('notes'), 'no checkout'],
    ['one within a clone', at('ktrdr/data'), 'no checkout'],
    ['one below the home directory, as a shell writes it', '~/wt', 'no checkout'],
    ['nothing, beside others', at('gone'), 'gone'],
    ['nothing, where a disk is away', '/nowhere/wt', 'away'],
    ['nothing, where a disk would be', at('disk/wt'), 'away'],
    ['an empty directory, where a disk would be', at('disk'), 'away'],
    ['nothing, beside others where a disk is', at('mounted/wt'), 'gone'],
    ['a link to a disk that is away', at('link'), 'away'],
    ['a path relative to nobody knows what', 'clones/wt', 'away'],
    ['a name', 'ktrdr--x', 'no path'],
  ])('%s', async (_, claimedBy, place) => {
    const slotClaims = async () => await Promise.resolve([{ slot: 5, claimedBy, infrastructurePath: undefined }]);
    const context = createContext({ env: { PATH: process.env['PATH'], HOME: home }, command: 'a test' });
    const registry = { ...context.registry, slotClaims };
    const isThere = ['checkout', 'unclear', 'no checkout'].includes(place) || claimedBy === at('disk');
    const directory = isThere ? claimedBy.replace('~', home) : undefined;
    expect(await gatherClaims({ ...context, registry })).toMatchObject([{ place, directory }]);
  });
});
