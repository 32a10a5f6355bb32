/** A process of a container that the kernel killed for want of memory. */
export interface KernelKill {
  readonly containerId: string;
  /** Seconds after the machine was started. */
  readonly at: number;
  /** Whose memory ran out: the container's, which is limited, or that of more than it. */
  readonly of: 'container' | 'machine';
  /** The program that it killed. */
  readonly program: string;
}

/** As `dmesg` and `journalctl --output short-monotonic` write it; Linux 5.0 and later. The cgroup of a container ends with its id, or has it in its name. */
const KILL = /^\[\s*(\d+\.\d+)\].*?(oom-kill:constraint=\S*?,(?:.*,)?task_memcg=([^,]*),.*)$/;
const ID = /[0-9a-f]{64}/;

/**
 * Those that the kernel's log tells of.
 * Source: `dump_oom_summary` in mm/oom_kill.c of Linux, which has `global_oom` where the machine's memory ran out, and else `oom_memcg`, the group whose limit
 * was reached.
 */
export function kernelKills(log: string): readonly KernelKill[] {
  return log.split('\n').flatMap((text): KernelKill[] => {
    const [, at, line = '', group = ''] = KILL.exec(text) ?? [];
    const [containerId] = ID.exec(group) ?? [];
    if (at === undefined || containerId === undefined) return [];
    const limited = /,oom_memcg=([^,]*),/.exec(line)?.[1] ?? '';
    return [
      {
        containerId,
        at: Number(at),
        of: limited.includes(containerId) ? 'container' : 'machine',
        program: /,task=([^,]*),/.exec(line)?.[1] ?? '',
      },
    ];
  });
}
