import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { assertOk, KTRDR } from '@ktrdr/e2e';
import type { Bed } from '../bed.ts';
import { openBenchRegistry } from '../bench-registry.ts';
import type { Measure } from '../measure.ts';
import { takePairs } from '../pairs.ts';
import { peakMemory } from '../peak-memory.ts';
import type { Pair } from '../statistics.ts';
import { timed } from '../timed.ts';

const ROUNDS = 25;
const node = process.execPath;
const LIST = [KTRDR, 'sandbox', 'list'];

interface Instances {
  readonly env: Record<string, string>;
  end(): Promise<void>;
}

/** So many registered sandboxes, each with a running container that looks like one of Compose's. */
async function makeInstances({ stage }: Bed, count: number): Promise<Instances> {
  const home = join(stage.directory, `home-${count}`);
  const env = { ...stage.environment(), KTRDR_HOME: home };
  const registry = openBenchRegistry(join(home, 'sandbox', 'instances.json'));
  const containers: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    const instanceId = `ktrdr--bench-${number}`;
    const path = join(stage.directory, instanceId);
    await mkdir(path, { recursive: true });
    await mkdir(join(home, 'sandbox'), { recursive: true });
    const createdAt = new Date().toISOString();
    await registry.claim({ instanceId, path, createdAt, isWorktree: false, parentRepo: null });
    const labels = [
      `com.docker.compose.project=${instanceId}`,
      'com.docker.compose.service=backend',
      `com.docker.compose.project.working_dir=${path}`,
      'com.docker.compose.oneoff=False',
    ];
    const runArgs = ['run', '--detach', '--init', ...labels.flatMap((label) => ['--label', label]), stage.appImage];
    const started = await stage.docker.command([...runArgs, 'sleep', 'infinity']);
    if (started.exitCode !== 0) throw new Error(started.stderr);
    containers.push(started.stdout.trim());
  }
  return {
    env,
    async end() {
      await stage.docker.command(['rm', '--force', ...containers]);
      for (const { instanceId } of await registry.list()) await registry.release(instanceId);
    },
  };
}

async function withInstances(
  bed: Bed,
  count: number,
  take: (env: Record<string, string>) => Promise<Pair[]>,
): Promise<Pair[]> {
  const instances = await makeInstances(bed, count);
  try {
    return await take(instances.env);
  } finally {
    await instances.end();
  }
}

/** What cannot be done without: a Node that does nothing, and the Engine's answer. */
async function nodeAndDocker(env: Readonly<Record<string, string>>): Promise<number> {
  return (await timed(node, ['-e', '0'], { env })) + (await timed('docker', ['ps', '--all'], { env }));
}

function list(count: number): Measure {
  return {
    name: `list-${count}`,
    what: `ktrdr sandbox list, ${count} registered and running`,
    against: 'node -e 0, then docker ps',
    unit: 'ms',
    target: 1.3,
    run: async (bed) =>
      await withInstances(
        bed,
        count,
        async (env) =>
          await takePairs(
            bed.rounds(ROUNDS),
            () => timed(node, LIST, { env }),
            () => nodeAndDocker(env),
          ),
      ),
  };
}

const growth: Measure = {
  name: 'list-growth',
  what: 'ktrdr sandbox list, does it grow from one to ten?',
  against: 'the same with one registered',
  unit: 'ms',
  target: 1.05,
  run: async (bed) =>
    await withInstances(
      bed,
      10,
      async (ten) =>
        await withInstances(
          { ...bed, stage: { ...bed.stage, directory: join(bed.stage.directory, 'one') } },
          1,
          async (one) =>
            await takePairs(
              bed.rounds(ROUNDS),
              () => timed(node, LIST, { env: ten }),
              () => timed(node, LIST, { env: one }),
            ),
        ),
    ),
};

const memory: Measure = {
  name: 'list-memory',
  what: 'peak memory of ktrdr sandbox list, ten registered and running',
  against: 'node -e 0',
  unit: 'MiB',
  target: 1.5,
  run: async (bed) =>
    await withInstances(
      bed,
      10,
      async (env) =>
        await takePairs(
          bed.rounds(9),
          () => peakMemory(LIST, env),
          () => peakMemory(['-e', '0'], env),
        ),
    ),
};

const status: Measure = {
  name: 'status-stopped',
  what: 'ktrdr local-prod status, nothing runs',
  against: 'node -e 0, then docker ps',
  unit: 'ms',
  target: 1.3,
  async run({ stage, rounds }) {
    const clone = await stage.clone();
    const env = stage.environment();
    assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
    try {
      return await takePairs(
        rounds(ROUNDS),
        () => timed(node, [KTRDR, 'local-prod', 'status'], { env, cwd: clone }),
        () => nodeAndDocker(env),
      );
    } finally {
      assertOk(await stage.ktrdr('local-prod destroy --yes', { cwd: clone }));
    }
  },
};

/** How long a question takes that the Engine has to answer. */
export const questionsToEngine: readonly Measure[] = [list(1), list(10), growth, memory, status];
