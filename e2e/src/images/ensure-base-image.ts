import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { rootOnDebian } from '../engine/debian.ts';
import { archiveOf, findSource } from '../engine/debian-source.ts';
import type { Log } from '../engine/engine-state.ts';
import { installPackages } from '../engine/install-packages.ts';
import { hasImage } from './has-image.ts';

const PULL_TIMEOUT_MS = 300_000;

/**
 * The Debian that test images start from: the published image where it can be pulled, else one made by debootstrap.
 *
 * @param suite such as `trixie`. @default 'bookworm'
 */
export async function ensureBaseImage({ log, suite = 'bookworm' }: { log: Log; suite?: string }): Promise<string> {
  const hash = createHash('sha256').update(`${suite} minbase`).digest('hex').slice(0, 12);
  const reference = `ktrdr-test-base:${hash}`;
  if (await hasImage(reference)) return reference;

  const published = `debian:${suite}-slim`;
  const pull = await execa('docker', ['pull', '--quiet', published], { reject: false, timeout: PULL_TIMEOUT_MS });
  if (!pull.failed) {
    await execa('docker', ['tag', published, reference]);
    return reference;
  }
  const debian = await rootOnDebian();
  if (debian === undefined) {
    throw new Error(`${published} cannot be pulled, and only root on Debian can make a base image: ${pull.stderr}`);
  }
  log(`${published} cannot be pulled; making a base image with debootstrap (about half a minute)`);
  await bootstrap({ reference, suite, archive: archiveOf(await findSource(debian.codename)) });
  return reference;
}

async function bootstrap({
  reference,
  suite,
  archive,
}: {
  reference: string;
  suite: string;
  archive: string;
}): Promise<void> {
  if ((await execa('debootstrap', ['--version'], { reject: false })).failed) await installPackages(['debootstrap']);
  const directory = await mkdtemp(join(tmpdir(), 'ktrdr-test-base-'));
  const root = join(directory, 'root');
  const tarball = join(directory, 'root.tar');
  try {
    await execa('debootstrap', ['--variant=minbase', suite, root, archive]);
    await execa('tar', ['--directory', root, '--create', '--file', tarball, '.']);
    await execa('docker', ['import', tarball, reference]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
