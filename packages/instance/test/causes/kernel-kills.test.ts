import { expect, test } from '@jest/globals';
import { aResult } from '../support/a.ts';
import { askKernel } from '../../src/causes/ask-kernel.ts';
import { kernelKills } from '../../src/causes/kernel-kills.ts';
import { uptime } from 'node:os';

const ID = '15c73fd80ef99917f234f46685da1967a2fb4b4e5091be64714614e634bdadbc';
const rest = `nodemask=(null),cpuset=${ID},mems_allowed=0`;
// Linux 6.18, cgroup 1, with a limit of the group that the container is in; the other two are the same with what the kernel's source has in its place.
const GROUP = `[12320.086314] oom-kill:constraint=CONSTRAINT_MEMCG,${rest},oom_memcg=/ktrdr,task_memcg=/ktrdr/${ID},task=python,pid=23733,uid=0`;
const OWN = `[   20.5] oom-kill:constraint=CONSTRAINT_MEMCG,${rest},oom_memcg=/system.slice/docker-${ID}.scope,task_memcg=/system.slice/docker-${ID}.scope,task=python,pid=2,uid=0`;
const ALL = `[20.5] host kernel: oom-kill:constraint=CONSTRAINT_NONE,${rest},global_oom,task_memcg=/docker/${ID},task=python,pid=2,uid=0`;
const OTHER = `[20.5] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),global_oom,task_memcg=/user.slice,task=firefox,pid=2,uid=0`;

test.each([
  ['of the group that it is in', GROUP, 12_320.086_314, 'machine'],
  ['its own', OWN, 20.5, 'container'],
  ["the machine's, as the journal has it", ALL, 20.5, 'machine'],
])('whose memory ran out: %s', (_, line, at, of) => {
  expect(kernelKills(`[1.0] x\n${line}\n`)).toEqual([{ containerId: ID, at, of, program: 'python' }]);
});

test('what is of no container', () => expect(kernelKills(OTHER)).toEqual([]));

const at = (secondsAgo: number): string => ALL.replace('20.5', (uptime() - secondsAgo).toFixed(6));

test('the log that may be read is asked, and counts for the ending that the container is in', async () => {
  const now = new Date();
  const ask = async (log: string) =>
    await askKernel(
      {
        now: () => now,
        env: {},
        run: async (program) => aResult(program === 'dmesg' ? { exitCode: 1 } : { stdout: log }),
      },
      [{ id: ID, finishedAt: now.getTime() - 60_000 }],
    );
  expect((await ask(at(60))).get(ID)).toMatchObject({ of: 'machine' });
  expect((await ask(at(600))).size).toBe(0);
});
