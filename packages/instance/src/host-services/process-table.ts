import { readdir, readFile } from 'node:fs/promises';
import type { Context } from '../core/context.ts';

/** A process that lives. */
export interface ProcessFacts {
  readonly pid: number;
  /** Its process group: the pid of the process that it began with. */
  readonly group: number;
  /** Tells it from a later one with the same pid, also after a restart of the machine. */
  readonly startedAt: string;
}

const ASK_MS = 10_000;

/** All processes of this machine. One that has ended and was not waited for is none. */
export async function processTable(
  context: Pick<Context, 'env' | 'run'>,
  platform: NodeJS.Platform = process.platform,
): Promise<ProcessFacts[]> {
  return platform === 'linux' ? await fromProc() : await fromPs(context);
}

/** Sources: proc_pid_stat(5); proc(5), `/proc/sys/kernel/random/boot_id` */
async function fromProc(): Promise<ProcessFacts[]> {
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      // It has ended meanwhile, or is hidden from this user.
      const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
      // Its name, in brackets, may have blanks and brackets in it.
      const [state = '', , group, ...others] = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? ['X'];
      const startedAt = `${boot} ${others[16]}`;
      return isDead(state) ? [] : [{ pid: Number(pid), group: Number(group), startedAt }];
    }),
  );
  return found.flat();
}

/** Source: ps(1) of macOS */
async function fromPs({ env, run }: Pick<Context, 'env' | 'run'>): Promise<ProcessFacts[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,pgid=,stat=,lstart='], {
    env: { ...env, LC_ALL: 'C' },
    timeoutMs: ASK_MS,
  });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, group, state = '', startedAt = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*\S)/.exec(line) ?? [];
    return pid === undefined || isDead(state) ? [] : [{ pid: Number(pid), group: Number(group), startedAt }];
  });
}

function isDead(state: string): boolean {
  return /^[ZX]/.test(state);
}
