import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { KTRDR } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { git } from '../src/stage/git.ts';
import { KEYS, openTerminal, type Terminal } from '../src/stage/open-terminal.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { tracesOf } from '../src/stage/traces-of.ts';

// A branch is begun, worked on, merged by somebody, and done with.

let stage: Stage;
let clone: string;
const ID = 'ktrdr--work';

beforeAll(async () => {
  stage = await setStage('from-branch-to-done');
  clone = await stage.clone('ktrdr');
});
afterAll(async () => await stage.strike());

const start = async (args = 'work --no-secrets', cwd = clone) => await stage.ktrdr(`start ${args}`, { cwd });
const ready = { exitCode: 0, stdout: expect.stringMatching(/ktrdr--work is ready/) };
const sandbox = (): string => join(stage.directory, ID);
const branches = async (): Promise<string[]> =>
  (await execa('git', ['-C', clone, 'branch', '--format=%(refname:short)'])).stdout.split('\n');

describe('start', () => {
  test('one that is killed while it starts goes on', async () => {
    const killed = execa(process.execPath, [KTRDR, 'start', 'work', '--no-secrets'], {
      cwd: clone,
      env: stage.environment(),
      extendEnv: false,
      reject: false,
    });
    while ((await stage.docker.containers(ID)).length === 0) await sleep(50);
    killed.kill('SIGKILL');
    await killed;
    const again = await start();
    expect(again).toMatchObject(ready);
    expect(again.stdout).toMatch(/ktrdr--work already exists: \S+\/ktrdr--work, slot 1, branch work\n/);
    const based = await start('work --from no-such-ref --no-secrets');
    expect(based).toMatchObject({
      exitCode: 0,
      output: expect.stringMatching(/--from no-such-ref is only for new branches: work stays/),
    });
    const moved = await start('work --slot 9 --no-secrets');
    expect(moved).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/INSTANCE_EXISTS/) });
  });

  test('on the branch that it is on, and on no other', async () => {
    const { exitCode, stdout } = await start('work --branch work --no-secrets --json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: ID, state: 'running', branch: 'work', created: false });
    const other = await start('work --branch main --no-secrets');
    expect(other).toMatchObject({ exitCode: 1, output: expect.stringMatching(/already exists/) });
  });

  test('another repository has no part in it', async () => {
    const elsewhere = await stage.clone('another');
    expect(await start('work --no-secrets', elsewhere)).toMatchObject({
      exitCode: 1,
      output: expect.stringMatching(/Sandbox ktrdr--work already exists/),
    });
  });

  test('what was created stays when it cannot be started, and how to go on is said', async () => {
    const refused = await start('poor');
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toMatch(
      /ktrdr--poor created[^]*was created and stays[^]*Once that is fixed: ktrdr start poor/,
    );
    assertOk(await stage.ktrdr('destroy poor --yes --delete-branch', { cwd: clone }));
  });
});

const doneOnTerminal = (): Terminal =>
  openTerminal(`'${process.execPath}' '${KTRDR}' done work`, { cwd: clone, env: stage.environment() });

describe('done', () => {
  test('local-prod is never done with', async () => {
    assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
    expect(await stage.ktrdr('done local-prod --yes', { cwd: clone })).toMatchObject({ exitCode: 1 });
    assertOk(await stage.ktrdr('local-prod destroy --yes', { cwd: clone }));
  });

  test('work that is nowhere else stays, and so does the sandbox', async () => {
    await writeFile(join(sandbox(), 'idea.txt'), 'mine');
    const refused = await stage.ktrdr('done work --yes', { cwd: '/' });
    expect(refused).toMatchObject({ exitCode: 1, output: expect.stringMatching(/idea\.txt/) });
    const dry = await stage.ktrdr('done work --dry-run', { cwd: '/' });
    expect(dry.output).toMatch(
      /this was a dry run\. As it is, the command refuses: 1 untracked file would be lost\.$/m,
    );
    await git(sandbox(), 'add', '-A');
    await git(sandbox(), 'commit', '-q', '-m', 'an idea');
    const shown = await stage.ktrdr('done work --dry-run', { cwd: '/' });
    expect(shown.output).toMatch(/branch: +work \([0-9a-f]{8}\) stays: it has one commit that origin\/main does not/);
  });

  test('a branch that was merged by squash is offered, and goes when a person says so', async () => {
    await git(sandbox(), 'commit', '-q', '--allow-empty', '-m', 'on second thoughts');
    await writeFile(join(sandbox(), 'idea.txt'), 'a better one');
    await git(sandbox(), 'commit', '-q', '-a', '-m', 'a better idea');
    await git(sandbox(), 'push', '-q', 'origin', 'work');
    const mate = await stage.clone('mate');
    await git(mate, 'merge', '-q', '--squash', 'origin/work');
    await git(mate, 'commit', '-q', '-m', 'all of work');
    await git(mate, 'push', '-q', 'origin', 'HEAD:main');

    const away = doneOnTerminal();
    await away.see('can be deleted: squashed into origin/main');
    await away.see('Destroy ktrdr--work');
    away.type(`n${KEYS.enter}`);
    expect((await away.end()).exitCode).toBe(1);
    expect(await branches()).toContain('work');

    const gone = doneOnTerminal();
    await gone.see('Destroy ktrdr--work');
    gone.type(`y${KEYS.enter}`);
    await gone.see('Also delete its branch work, whose commits are all elsewhere (squashed into origin/main)?');
    gone.type(`y${KEYS.enter}`);
    const { exitCode, shown } = await gone.end();
    expect(shown).toMatch(/Branch work is deleted: squashed into origin\/main/);
    expect(exitCode).toBe(0);
    expect(await branches()).not.toContain('work');
    expect(await tracesOf(stage.docker, ID)).toEqual([]);
  });

  test('where nobody can be asked, the branch stays and the command that deletes it is told', async () => {
    assertOk(await stage.ktrdr('sandbox create kept', { cwd: clone }));
    const { stdout, exitCode } = await stage.ktrdr('done kept --yes --json', { cwd: '/' });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      destroyed: true,
      branch: { name: 'kept', deleted: false, reason: expect.stringContaining('git branch -D kept') },
    });
    expect(await branches()).toContain('kept');
    assertOk(await stage.ktrdr('sandbox create kept', { cwd: clone }));
    assertOk(await stage.ktrdr('done kept --yes --delete-branch', { cwd: '/' }));
    expect(await branches()).not.toContain('kept');
  });
});
