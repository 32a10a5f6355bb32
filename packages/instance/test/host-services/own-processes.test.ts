import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { env, kill } from 'node:process';
import { afterEach, describe, expect, test } from '@jest/globals';
import { runCommand, type Run } from '@ktrdr/process';
import { judgeGroup, ownProcesses } from '../../src/host-services/own-processes.ts';
import { processTable } from '../../src/host-services/process-table.ts';

const context = { env, run: runCommand };
const leader = { pid: 10, group: 10, startedAt: 'boot 100' };
const server = { pid: 12, group: 10, startedAt: 'boot 120' };
const stranger = { pid: 13, group: 13, startedAt: 'boot 100' };

test.each([
  ['its own, with the processes of its group', [leader, server, stranger], { kind: 'own', pids: [10, 12] }],
  ['nobody', [stranger], { kind: 'leaderless', pids: [] }],
  ['of one whose leader has ended, not known yet', [server], { kind: 'leaderless', pids: [12] }],
  ['of another process with that pid', [{ ...leader, startedAt: 'boot 130' }, server], { kind: 'foreign', pids: [] }],
  ['of one before the machine was restarted', [{ ...leader, startedAt: 'reboot 100' }], { kind: 'foreign', pids: [] }],
])('a group that is %s', (_, table, expected) => {
  expect(judgeGroup(table, leader)).toEqual(expected);
});

const recordOf = async (pid: number, mark = 'mine') => {
  const startedAt = (await processTable(context)).find((one) => one.pid === pid)?.startedAt ?? '';
  return { version: 1 as const, pid, startedAt, mark, since: '' };
};

describe('on this machine', () => {
  const started: number[] = [];
  afterEach(() => {
    for (const pid of started.splice(0)) {
      try {
        kill(-pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  });

  /** A process with a child, in a group of its own. */
  const start = async (mark: string): Promise<number> => {
    const child = spawn('sh', ['-c', 'sleep 600 & echo ready; wait'], {
      detached: true,
      env: { ...env, KTRDR_HOST_SERVICE: mark },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(child.stdout, 'data');
    started.push(child.pid ?? 0);
    return child.pid ?? 0;
  };
  test('those of a group are found; nobody by another start', async () => {
    const record = await recordOf(await start('mine'));
    expect(await ownProcesses(context, record)).toHaveLength(2);
    expect(await ownProcesses(context, { ...record, startedAt: 'earlier' })).toEqual([]);
    expect(await ownProcesses(context, undefined)).toEqual([]);
  });

  test('what its leader has left is its own where it has the mark', async () => {
    const pid = await start('mine');
    const record = await recordOf(pid);
    kill(pid, 'SIGKILL');
    while ((await processTable(context)).some((one) => one.pid === pid)) await new Promise(setImmediate);
    expect(await ownProcesses(context, record)).toHaveLength(1);
    expect(await ownProcesses(context, { ...record, mark: 'of another' })).toEqual([]);
  });
});

const ps: Run = async (command, args, options) => {
  expect([command, ...args, options.env['LC_ALL']]).toEqual(['ps', '-A', '-o', 'pid=,pgid=,stat=,lstart=', 'C']);
  const stdout = [
    '    1     1 Ss   Mon Nov 23 09:12:01 2026    ',
    '  812   812 Ss   Fri Nov 27 08:01:02 2026    ',
    '  815   812 S+   Fri Nov 27 08:01:03 2026    ',
    '  900   812 Z    Fri Nov 27 08:02:03 2026    ',
    '',
  ].join('\n');
  return { exitCode: 0, stdout, stderr: '', missing: false, timedOut: false, aborted: false };
};

test('on macOS, ps tells; what has ended is none (ps of macOS 14)', async () => {
  const table = await processTable({ env: {}, run: ps }, 'darwin');
  expect(table).toEqual([
    { pid: 1, group: 1, startedAt: 'Mon Nov 23 09:12:01 2026' },
    { pid: 812, group: 812, startedAt: 'Fri Nov 27 08:01:02 2026' },
    { pid: 815, group: 812, startedAt: 'Fri Nov 27 08:01:03 2026' },
  ]);
});
