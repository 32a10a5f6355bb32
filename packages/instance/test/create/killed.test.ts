import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { quoteArgument } from '@ktrdr/errors';
import type { Run } from '@ktrdr/process';
import { directoryIdentity } from '../../src/core/directory-identity.ts';
import { sandboxLockReason } from '../../src/git/sandbox-lock-reason.ts';
import { createSandbox } from '../../src/index.ts';
import { readJournal, writeJournal } from '../../src/journals/create-journal.ts';
import { readVolumeRecord, writeVolumeRecord } from '../../src/volumes/volume-record.ts';
import { aResult } from '../support/a.ts';
import {
  aContext,
  administration,
  assertNothing,
  at,
  branches,
  clone,
  git,
  head,
  journal,
  killed,
  worktrees,
} from '../support/create-scene.ts';

describe('what a killed create has left is undone by the next', () => {
  test.each<[string, () => void]>([
    ['all but the marker', () => {}],
    ['git had not written an index', () => rmSync(join(administration(), 'index'))],
    [
      'git was checking files out',
      () => {
        renameSync(join(administration(), 'index'), join(administration(), 'index.lock'));
        writeFileSync(at('ktrdr--x', 'code.py'), 'print(1)\nprin');
      },
    ],
    [
      'a file was not there yet',
      () => {
        rmSync(join(administration(), 'index'));
        rmSync(at('ktrdr--x', 'code.py'));
      },
    ],
    ['our marker was being written', () => writeFileSync(at('ktrdr--x', '.env.sandbox.12-0123abcd.tmp'), 'INST')],
    [
      'git had not said which commit it is',
      () => {
        rmSync(join(administration(), 'HEAD'));
        for (const file of ['code.py', '.gitignore']) rmSync(at('ktrdr--x', file));
      },
    ],
    [
      'git had only made the directory, and not said where it is',
      () => {
        for (const name of readdirSync(at('ktrdr--x'))) rmSync(at('ktrdr--x', name));
        for (const file of ['gitdir', 'HEAD', 'index', 'commondir']) rmSync(join(administration(), file));
      },
    ],
    [
      'git had only begun',
      () => {
        rmSync(at('ktrdr--x'), { recursive: true });
        rmSync(administration(), { recursive: true });
        mkdirSync(administration());
      },
    ],
    [
      'git took it back while its reset was still writing',
      () => {
        rmSync(at('ktrdr--x'), { recursive: true });
        for (const file of ['gitdir', 'commondir', 'locked']) rmSync(join(administration(), file));
      },
    ],
    [
      'git took it back but for what its reset wrote last',
      () => {
        rmSync(at('ktrdr--x'), { recursive: true });
        rmSync(administration(), { recursive: true });
        mkdirSync(administration());
        for (const file of ['HEAD.lock', 'ORIG_HEAD']) writeFileSync(join(administration(), file), head());
      },
    ],
    ['git had forgotten it, and its files were still there', () => rmSync(administration(), { recursive: true })],
    [
      'git had forgotten it, and what it checked out last was still there',
      () => {
        rmSync(administration(), { recursive: true });
        for (const file of ['.git', '.gitignore']) rmSync(at('ktrdr--x', file));
        writeFileSync(at('ktrdr--x', 'code.py'), 'print(1)\nprin');
      },
    ],
    ['the directory was deleted since', () => rmSync(at('ktrdr--x'), { recursive: true })],
    ['only the branch was made', () => git(clone, 'worktree', 'remove', '-f', '-f', at('ktrdr--x'))],
  ])('%s', async (_, change) => {
    const next = aContext();
    await killed(next);
    change();
    await next.create('y');
    await next.context.registry.release('ktrdr--y');
    git(clone, 'worktree', 'remove', '-f', '-f', at('ktrdr--y'));
    git(clone, 'branch', '-D', 'y');
    await assertNothing(next.context);
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/^A create of ktrdr--x was interrupted and has now been undone.*slot 1/),
    );
  });

  test('unless all of it was made: it is finished instead', async () => {
    const next = aContext();
    await killed(next);
    writeFileSync(at('ktrdr--x', '.env.sandbox'), 'INSTANCE_ID=ktrdr--x\n');
    writeFileSync(at('ktrdr--x', '.env.sandbox.12-0123abcd.tmp'), 'INSTANCE_ID=ktrdr--x\n');
    await next.create('y');
    expect(readdirSync(at('ktrdr--x'))).not.toContain('.env.sandbox.12-0123abcd.tmp');
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/ktrdr--x had not finished. It is finished now, because all of it/),
    );
    expect(worktrees()).toContain(
      'locked ktrdr sandbox ktrdr--x; to remove it: ktrdr sandbox destroy --name ktrdr--x\n',
    );
    expect(await readJournal(next.context, 'ktrdr--x')).toBeUndefined();
  });

  test('unless it has containers: it is finished instead', async () => {
    const container = { id: '0a', name: 'db', state: 'exited', directory: at('ktrdr--x'), mounts: '' };
    const next = aContext(undefined, (line) =>
      line.includes('ktrdr--x') && line.startsWith('container ls ') ? JSON.stringify(container) : undefined,
    );
    await killed(next);
    await next.create('y');
    expect(next.notes()).toContainEqual(expect.stringMatching(/It is finished now, because it has containers/));
    expect(existsSync(at('ktrdr--x', 'code.py'))).toBe(true);
    expect(await next.context.registry.get('ktrdr--x')).toMatchObject({ slot: 1 });
  });

  test('unless it has volumes that came after it: it is finished instead', async () => {
    const volume = JSON.stringify({ name: 'ktrdr--x_db', createdAt: '2026-01-02T03:04:06Z' });
    const next = aContext(undefined, (line) => {
      if (line.startsWith('volume ls')) return '{"name":"ktrdr--x_db","project":"ktrdr--x"}';
      return line.startsWith('volume inspect') ? volume : undefined;
    });
    await killed(next);
    await next.create('y', { keepVolumes: true });
    expect(next.notes()).toContainEqual(expect.stringMatching(/finished now, because it has volumes created since/));
    expect(existsSync(at('ktrdr--x', 'code.py'))).toBe(true);
    expect(await next.context.registry.get('ktrdr--x')).toMatchObject({ slot: 1 });
  });

  test('what lies in another directory at its place is left alone, whatever it is called', async () => {
    const container = { id: '0a', name: 'db', state: 'exited', directory: at('ktrdr--x'), mounts: '' };
    const next = aContext(undefined, (line) =>
      line.includes('ktrdr--x') && line.startsWith('container ls ') ? JSON.stringify(container) : undefined,
    );
    await killed(next);
    renameSync(at('ktrdr--x'), at('moved'));
    mkdirSync(at('ktrdr--x'));
    writeFileSync(at('ktrdr--x', '.env.sandbox.12-0123abcd.tmp'), 'mine');
    await next.create('y');
    expect(next.notes()).toContainEqual(expect.stringMatching(/It is finished now, because it has containers/));
    expect(readdirSync(at('ktrdr--x'))).toEqual(['.env.sandbox.12-0123abcd.tmp']);
  });

  test('unless git cannot tell whether somebody works there: it stays, and a warning says so', async () => {
    const next = aContext();
    await killed(next);
    git(at('ktrdr--x'), 'init', '-q', 'sub');
    git(at('ktrdr--x', 'sub'), 'commit', '-q', '--allow-empty', '-m', 'one');
    git(at('ktrdr--x'), 'add', 'sub');
    git(at('ktrdr--x'), 'commit', '-q', '-m', 'sub');
    await writeJournal(
      next.context,
      journal({
        directory: await directoryIdentity(at('ktrdr--x')),
        branch: { name: 'x', commit: head('x'), created: true },
      }),
    );
    rmSync(at('ktrdr--x', 'sub', '.git', 'HEAD'));
    writeFileSync(at('ktrdr--x', 'work.txt'), 'days of work');
    await next.create('y');
    expect(readFileSync(at('ktrdr--x', 'work.txt'), 'utf8')).toBe('days of work');
    expect(next.notes()).toContainEqual(expect.stringMatching(/ktrdr--x could not be undone.*git could not look/));
    expect(await readJournal(next.context, 'ktrdr--x')).toBeDefined();
  });

  test('unless git was not let into every directory: somebody has made that', async () => {
    const next = aContext();
    await killed(next);
    // git 2.39, for another user than root, which it lets in everywhere.
    const stderr = "warning: could not open directory 'private/': Permission denied\n";
    const run: Run = async (command, args, options) => {
      const result = await next.context.run(command, args, options);
      return args.includes('status') ? { ...result, stderr } : result;
    };
    const signal = new AbortController().signal;
    await createSandbox({ ...next.context, run }, { name: 'y', directory: clone, keepVolumes: false, signal });
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/It is finished now, because there is somebody's work.*private\//),
    );
    expect(existsSync(at('ktrdr--x', 'code.py'))).toBe(true);
  });

  test.each(['show-ref', 'symbolic-ref', 'update-ref'])(
    'a git that is killed while its branch goes (%s) leaves it to the next',
    async (question) => {
      const next = aContext();
      await killed(next);
      let struck = 0;
      const run: Run = async (command, args, options) => {
        const isIt = args.includes(question) && args.includes('refs/heads/x');
        return isIt && (struck += 1) === 1
          ? aResult({ exitCode: undefined })
          : await next.context.run(command, args, options);
      };
      const signal = new AbortController().signal;
      const create = async (name: string) =>
        await createSandbox({ ...next.context, run }, { name, directory: clone, keepVolumes: false, signal });
      await create('y');
      expect(next.notes()).toContainEqual(expect.stringMatching(/ktrdr--x could not be undone/));
      expect(branches()).toContain('x');
      await create('z');
      expect(branches()).toEqual(['main', 'y', 'z']);
      expect(await readJournal(next.context, 'ktrdr--x')).toBeUndefined();
    },
  );

  test('a branch that somebody commits on while it goes stays, and follows what it followed', async () => {
    const next = aContext();
    const { branch } = journal();
    await killed(next, { branch: { ...branch, follows: true, settings: {} } });
    git(clone, 'branch', '-q', '--set-upstream-to=origin/main', 'x');
    let theirs = '';
    const run: Run = async (command, args, options) => {
      if (args.includes('update-ref') && args.includes('refs/heads/x')) {
        theirs = git(clone, 'commit-tree', '-m', 'theirs', '-p', 'refs/heads/x', 'refs/heads/x^{tree}');
        git(clone, 'update-ref', 'refs/heads/x', theirs);
      }
      return await next.context.run(command, args, options);
    };
    const signal = new AbortController().signal;
    await createSandbox({ ...next.context, run }, { name: 'y', directory: clone, keepVolumes: false, signal });
    expect(head('refs/heads/x')).toBe(theirs);
    expect(git(clone, 'rev-parse', '--abbrev-ref', 'x@{upstream}')).toBe('origin/main');
  });

  test('also with volumes that it was to use: they were there before it, and show nothing', async () => {
    const volumes = [{ name: 'ktrdr--x_db', createdAt: '2026-01-01T00:00:00Z' }];
    const next = aContext(undefined, (line) => {
      if (line.startsWith('volume ls')) return '{"name":"ktrdr--x_db","project":"ktrdr--x"}';
      return line.startsWith('volume inspect') ? JSON.stringify(volumes[0]) : undefined;
    });
    await killed(next);
    await writeVolumeRecord(next.context, 'ktrdr--x', { volumes });
    await next.create('y');
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/^A create of ktrdr--x was interrupted and has now been undone/),
    );
    expect(await readVolumeRecord(next.context, 'ktrdr--x')).toBeUndefined();
    expect(branches()).toEqual(['main', 'y']);
  });

  test.each([
    ['volumes', 'volume ls', '{"name":"ktrdr--x_db","project":"ktrdr--x"}'],
    [
      'containers',
      'container ls ',
      JSON.stringify({ id: '0a', name: 'db', state: 'running', directory: '/theirs/ktrdr--x', mounts: '' }),
    ],
  ])('also while another registry has %s under its name', async (_, question, found) => {
    const next = aContext(undefined, (line) => {
      if (line.startsWith(question) && line.includes('ktrdr--x')) return found;
      return line.startsWith('volume inspect')
        ? JSON.stringify({ name: 'ktrdr--x_db', createdAt: '2026-01-01T00:00:00Z' })
        : undefined;
    });
    await killed(next);
    await next.create('y');
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/^A create of ktrdr--x was interrupted and has now been undone/),
    );
  });

  test('whose record of volumes cannot be written leaves none, and no journal', async () => {
    const { context, create } = aContext();
    mkdirSync(dirname(context.home.volumes), { recursive: true });
    writeFileSync(context.home.volumes, 'in the way');
    await expect(create('x')).rejects.toMatchObject({ code: 'VOLUME_RECORD_UNWRITABLE' });
    expect(await readJournal(context, 'ktrdr--x')).toBeUndefined();
  });

  test('whose volumes are written down when its journal is, and before anything is made', async () => {
    const volumes = [{ name: 'ktrdr--x_db', createdAt: '2026-01-01T00:00:00Z' }];
    const seen: boolean[] = [];
    const { context } = aContext(undefined, (line) => {
      if (line.startsWith('volume ls')) return '{"name":"ktrdr--x_db","project":"ktrdr--x"}';
      return line.startsWith('volume inspect') ? JSON.stringify(volumes[0]) : undefined;
    });
    const run: Run = async (command, args, options) => {
      const isMade = (await readJournal(context, 'ktrdr--x')) !== undefined;
      if (isMade) seen.push((await readVolumeRecord(context, 'ktrdr--x')) !== undefined);
      return await context.run(command, args, options);
    };
    const signal = new AbortController().signal;
    await createSandbox({ ...context, run }, { name: 'x', directory: clone, keepVolumes: true, signal });
    expect(new Set(seen)).toEqual(new Set([true]));
  });

  test("unless it is another create's of the same name, with another registry: that stays whole", async () => {
    const next = aContext();
    await killed(next);
    await writeJournal(next.context, journal({ token: 'another' }));
    await next.create('y');
    expect(git(at('ktrdr--x'), 'status', '--porcelain')).toBe('');
    expect(branches()).toEqual(['main', 'x', 'y']);
  });

  test('unless another directory is at its place', async () => {
    const next = aContext();
    await killed(next);
    renameSync(at('ktrdr--x'), at('moved'));
    mkdirSync(at('ktrdr--x'));
    cpSync(at('moved'), at('ktrdr--x'), { recursive: true });
    await next.create('y');
    expect(existsSync(at('ktrdr--x', 'code.py'))).toBe(true);
    expect(existsSync(at('moved', 'code.py'))).toBe(true);
    // What git keeps of it is there for whoever works there.
    expect(git(at('ktrdr--x'), 'status', '--porcelain')).toBe('');
  });

  test('unless it is whole but for its journal: it stays registered', async () => {
    const next = aContext();
    await killed(next);
    writeFileSync(join(administration(), 'locked'), `${sandboxLockReason('ktrdr--x')}\n`);
    writeFileSync(at('ktrdr--x', 'new.py'), 'work');
    await next.create('y');
    expect(await next.context.registry.get('ktrdr--x')).toMatchObject({ slot: 1 });
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/ktrdr--x had not finished. It is finished now, because all/),
    );
  });

  test("another registry's marker does not make it whole", async () => {
    const next = aContext();
    await killed(next);
    writeFileSync(at('ktrdr--x', '.env.sandbox'), 'INSTANCE_ID=ktrdr--x\nCREATED_AT=2025-01-01T00:00:00.000Z\n');
    await next.create('y');
    expect(next.notes()).not.toContainEqual(expect.stringMatching(/because all of it was made/));
  });

  test('what cannot be looked at for a reason that nobody foresaw stops no other create', async () => {
    const next = aContext();
    await killed(next);
    jest.spyOn(next.context.docker, 'parts').mockRejectedValueOnce(new TypeError('out of the blue'));
    await next.create('y');
    expect(next.notes()).toContainEqual(expect.stringMatching(/ktrdr--x could not be undone: out of the blue/));
  });
});

test('a create that is typed in what an interrupted one has made says where to go on, and makes nothing', async () => {
  const next = aContext();
  await killed(next);
  const options = { name: 'y', keepVolumes: false, signal: new AbortController().signal };
  await expect(createSandbox(next.context, { ...options, directory: at('ktrdr--x') })).rejects.toMatchObject({
    code: 'NO_DIRECTORY',
    hint: expect.stringContaining(`cd ${quoteArgument(clone)}`),
  });
  expect(existsSync(at('ktrdr--x'))).toBe(false);
  expect(worktrees()).not.toContain('ktrdr--y');
});
