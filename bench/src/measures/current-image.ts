import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertOk, newestDockerfile, readsSpacedHereDocuments } from '@ktrdr/e2e';
import { execa } from 'execa';
import type { Bed } from '../bed.ts';
import type { Measure } from '../measure.ts';
import { takePairs } from '../pairs.ts';

const SERVICE = { command: ['sleep', 'infinity'], init: true, healthcheck: { disable: true } };
const DOCKERFILE = 'docker/backend/Dockerfile.dev';
const OWN = { image: 'ktrdr-backend:dev', build: { context: '.', dockerfile: DOCKERFILE } };
/** An image that nothing builds, as `docker build` leaves it: the file's own, under one name for everybody. */
const NAMED = 'ktrdr-bench-named:1';

/** A sandbox that runs, and what a further `up` of it takes. */
async function makeSandbox(
  { stage }: Bed,
  name: string,
  { service, files = {} }: { readonly service: object; readonly files?: Readonly<Record<string, string>> },
) {
  const clone = await stage.clone(name);
  assertOk(await stage.ktrdr('sandbox init', { cwd: clone }));
  const composeFile = {
    'docker-compose.sandbox.yml': JSON.stringify({ services: { app: { ...SERVICE, ...service } } }),
  };
  for (const [path, text] of Object.entries({ ...files, ...composeFile })) await writeFile(join(clone, path), text);
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

type Files = (bed: Bed) => Promise<Readonly<Record<string, string>>>;

/** A measure of a sandbox with an image of its own, built of these files. */
function currentImage(name: string, kind: string, files: Files): Measure {
  return {
    name,
    what: `sandbox up while it runs, with ${kind} that is current`,
    against: 'the same, with an image that nobody builds',
    unit: 'ms',
    target: 1.05,
    async run(bed) {
      await execa('docker', ['tag', bed.stage.appImage, NAMED]);
      const own = await makeSandbox(bed, 'own', { service: OWN, files: await files(bed) });
      const named = await makeSandbox(bed, 'named', { service: { image: NAMED } });
      try {
        return await takePairs(bed.rounds(15), own.up, named.up);
      } finally {
        await own.end();
        await named.end();
        await execa('docker', ['image', 'rm', NAMED]);
      }
    },
  };
}

/** What it costs to know that an image of one's own is current. */
export const currentImages: readonly Measure[] = [
  currentImage('current-image', 'an image of its own', async () => await Promise.resolve({})),
  // Its here-document is written as this Engine's builder reads it.
  currentImage('current-image-newest', "an image of KTRDR's newest Dockerfile's shape", async ({ stage }) => ({
    [DOCKERFILE]: newestDockerfile({ from: stage.appImage, spaced: await readsSpacedHereDocuments() }),
    'uv.lock': LOCK,
  })),
];

/** As large as KTRDR's own, of which every byte is read: 0.4 MB. */
const LOCK = 'name = "a-package-that-is-locked"\n'.repeat(12_500);
