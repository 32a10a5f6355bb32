import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertOk, type Stage } from '@ktrdr/e2e';
import type { Measure } from '../measure.ts';
import type { Pair } from '../statistics.ts';

/** One service, which turns healthy three seconds after it was started: long after everything else is done. */
function slowlyHealthy(image: string): string {
  return JSON.stringify({
    services: {
      slow: {
        image,
        init: true,
        command: ['sh', '-c', 'sleep 3; touch /tmp/ready; sleep infinity'],
        healthcheck: { test: ['CMD', 'test', '-e', '/tmp/ready'], interval: '30s' },
      },
    },
  });
}

const lastCheck: Measure = {
  name: 'last-check',
  what: 'local-prod up: from the last check that became true to its end',
  against: undefined,
  unit: 'ms',
  target: 150,
  async run({ stage, rounds }) {
    const clone = await stage.clone();
    assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
    await writeFile(join(clone, 'docker-compose.sandbox.yml'), slowlyHealthy(stage.appImage));
    const pairs: Pair[] = [];
    try {
      for (let round = 0; round < rounds(7); round += 1) {
        const begin = Date.now();
        assertOk(await stage.ktrdr('local-prod up --no-secrets', { cwd: clone }));
        const end = Date.now();
        const became = await healthyAt(stage, begin, end);
        pairs.push({ ours: end - became, reference: 1 });
        assertOk(await stage.ktrdr('local-prod down', { cwd: clone }));
      }
    } finally {
      assertOk(await stage.ktrdr('local-prod destroy --yes', { cwd: clone }));
    }
    return pairs;
  },
};

/** When the Engine said that the container is healthy, in milliseconds since 1970. */
async function healthyAt({ docker }: Pick<Stage, 'docker'>, since: number, until: number): Promise<number> {
  const { stdout } = await docker.command([
    'events',
    '--since',
    (since / 1000).toFixed(3),
    '--until',
    (until / 1000).toFixed(3),
    '--filter',
    'event=health_status',
    '--filter',
    'label=com.docker.compose.project=ktrdr-prod',
    '--format',
    '{{.TimeNano}} {{.Action}}',
  ]);
  const time = /^(\d+) health_status: healthy$/m.exec(stdout)?.[1];
  if (time === undefined) throw new Error(`the Engine did not say when it became healthy:\n${stdout}`);
  return Number(time) / 1e6;
}

/** How soon a start ends that has nothing more to wait for. */
export const lastChecks: readonly Measure[] = [lastCheck];
