import { join } from 'node:path';
import { execa } from 'execa';
import type { Log } from '../engine/engine-state.ts';
import { E2E } from '../places.ts';
import { ensureBaseImage } from './ensure-base-image.ts';
import { hashFolder } from './hash-folder.ts';
import { hasImage } from './has-image.ts';
import { TEST_IMAGES, type TestImage, type TestImageName } from './test-image.ts';

/** The images that tests run. */
export interface TestImages {
  /** Such as `ktrdr-test-db:0123456789ab`, by name. */
  readonly references: Readonly<Record<TestImageName, string>>;
  /** The variables that put them into the shipped Compose file. */
  readonly environment: Readonly<Record<string, string>>;
}

const FOLDERS = join(E2E, 'images');

/**
 * Builds the test images that this machine does not have yet. A tag carries a hash of everything that its image is made
 * from, so an unchanged image is built once per machine.
 */
export async function ensureImages({ log }: { log: Log }): Promise<TestImages> {
  const base = await ensureBaseImage({ log });
  const ensure = (image: TestImage): Promise<string> => ensureImage({ image, base, log });
  const [app, db, grafana, jaeger, prometheus] = await Promise.all([
    ensure(TEST_IMAGES.app),
    ensure(TEST_IMAGES.db),
    ensure(TEST_IMAGES.grafana),
    ensure(TEST_IMAGES.jaeger),
    ensure(TEST_IMAGES.prometheus),
  ]);
  return {
    references: { app, db, grafana, jaeger, prometheus },
    environment: {
      [TEST_IMAGES.db.variable]: db,
      [TEST_IMAGES.grafana.variable]: grafana,
      [TEST_IMAGES.jaeger.variable]: jaeger,
      [TEST_IMAGES.prometheus.variable]: prometheus,
    },
  };
}

async function ensureImage({ image, base, log }: { image: TestImage; base: string; log: Log }): Promise<string> {
  const folder = join(FOLDERS, image.folder);
  const reference = `ktrdr-test-${image.folder}:${await hashFolder(folder, base)}`;
  if (await hasImage(reference)) return reference;
  log(`Building ${reference}`);
  // The host's network, because apt inside a build must reach whatever archive the host reaches.
  await execa('docker', [
    'build',
    '--network',
    'host',
    '--build-arg',
    `BASE_IMAGE=${base}`,
    '--tag',
    reference,
    folder,
  ]);
  return reference;
}
