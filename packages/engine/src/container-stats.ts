import * as z from 'zod/mini';

/** What a running container uses at one moment. Of two of them, the differences say what it used between. */
export interface ContainerStats {
  /** When it was counted, in milliseconds since 1970, by the Engine's clock. */
  readonly time: number;
  readonly processor: {
    /** Nanoseconds of all its processes so far. */
    readonly used: number;
    /** Nanoseconds of the whole machine so far, all processors added up; 0 where it does not tell. */
    readonly machine: number;
    readonly processors: number;
  };
  /** Bytes. */
  readonly memory: {
    /** Without the files that the kernel keeps for it and can let go of. */
    readonly used: number;
    readonly limit: number;
  };
  readonly processes: number;
  /** Bytes over all its networks so far. */
  readonly network: { readonly received: number; readonly sent: number };
  /** Bytes so far. */
  readonly disk: { readonly read: number; readonly written: number };
}

const number = () => z.optional(z.number());
const stats = () =>
  z.object({
    read: z.string(),
    pids_stats: z.optional(z.object({ current: number() })),
    cpu_stats: z.object({
      cpu_usage: z.object({ total_usage: z.number() }),
      system_cpu_usage: number(),
      online_cpus: number(),
    }),
    memory_stats: z.object({
      usage: number(),
      limit: number(),
      stats: z.nullish(z.object({ inactive_file: number(), total_inactive_file: number() })),
    }),
    networks: z.nullish(z.record(z.string(), z.object({ rx_bytes: z.number(), tx_bytes: z.number() }))),
    blkio_stats: z.nullish(
      z.object({ io_service_bytes_recursive: z.nullish(z.array(z.object({ op: z.string(), value: z.number() }))) }),
    ),
  });

/**
 * Source: https://docs.docker.com/reference/api/engine/ (`GET /containers/{id}/stats`), and of what counts as memory:
 * https://docs.docker.com/reference/cli/docker/container/stats/
 */
export const containerStats = () => z.pipe(stats(), z.transform(toStats));

function toStats({
  read,
  pids_stats: pids,
  cpu_stats: cpu,
  memory_stats: memory,
  networks,
  blkio_stats: disk,
}: z.infer<ReturnType<typeof stats>>): ContainerStats {
  const cached = memory.stats?.inactive_file ?? memory.stats?.total_inactive_file ?? 0;
  const used = memory.usage ?? 0;
  const moved = (op: string): number =>
    sum(
      (disk?.io_service_bytes_recursive ?? [])
        .filter((entry) => entry.op.toLowerCase() === op)
        .map(({ value }) => value),
    );
  const all = Object.values(networks ?? {});
  return {
    time: Date.parse(read),
    processor: {
      used: cpu.cpu_usage.total_usage,
      machine: cpu.system_cpu_usage ?? 0,
      processors: cpu.online_cpus ?? 0,
    },
    memory: { used: cached < used ? used - cached : used, limit: memory.limit ?? 0 },
    processes: pids?.current ?? 0,
    network: { received: sum(all.map(({ rx_bytes }) => rx_bytes)), sent: sum(all.map(({ tx_bytes }) => tx_bytes)) },
    disk: { read: moved('read'), written: moved('write') },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
