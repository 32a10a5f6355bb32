import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertOk } from '@ktrdr/e2e';
import { execa } from 'execa';
import type { Bed } from '../bed.ts';
import type { Measure } from '../measure.ts';
import { takePairs } from '../pairs.ts';

const SERVICE = { command: ['sleep', 'infinity'], init: true, healthcheck: { disable: true } };
/** An image that nothing builds, as `docker build` leaves it: the file's own, under one name for everybody. */
const NAMED = 'ktrdr-bench-named:1';

/** A sandbox that runs, and what a further `up` of it takes. */
async function makeSandbox({ stage }: Bed, name: string, service: object) {
  const clone = await stage.clone(name);
  assertOk(await stage.ktrdr('sandbox init', { cwd: clone }));
  const file = join(clone, 'docker-compose.sandbox.yml');
  await writeFile(file, JSON.stringify({ services: { app: { ...SERVICE, ...service } } }));
  const up = async (): Promise<number> =>
    assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd: clone })).seconds * 1000;
  await up();
  return {
    up,
    async end() {
      assertOk(await stage.ktrdr('sandbox destroy --force', { cwd: clone }));
      await rm(clone, { recursive: true, force: true });
    },
  };
}

/** What it costs to know that an image of one's own is current. */
export const currentImage: Measure = {
  name: 'current-image',
  what: 'sandbox up while it runs, with an image of its own that is current',
  against: 'the same, with an image that nobody builds',
  unit: 'ms',
  target: 1.05,
  async run(bed) {
    await execa('docker', ['tag', bed.stage.appImage, NAMED]);
    const build = { context: '.', dockerfile: 'docker/backend/Dockerfile.dev' };
    const own = await makeSandbox(bed, 'own', { image: 'ktrdr-backend:dev', build });
    const named = await makeSandbox(bed, 'named', { image: NAMED });
    try {
      return await takePairs(bed.rounds(15), own.up, named.up);
    } finally {
      await own.end();
      await named.end();
      await execa('docker', ['image', 'rm', NAMED]);
    }
  },
};
