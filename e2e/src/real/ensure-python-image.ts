import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Log } from '../engine/engine-state.ts';
import { ensureBaseImage } from '../images/ensure-base-image.ts';
import { hashFolder } from '../images/hash-folder.ts';
import { hasImage } from '../images/has-image.ts';
import { E2E } from '../places.ts';
import { pipConfiguration, readMachineSettings, uvConfiguration } from './machine-settings.ts';

const FOLDER = join(E2E, 'images', 'python');

/** The image that stands in for `python:3.13-slim`: Debian 13 with its Python, uv, and this machine's way to the package index. */
export async function ensurePythonImage({ log }: { log: Log }): Promise<string> {
  const base = await ensureBaseImage({ log, suite: 'trixie' });
  const { certificates, index } = await readMachineSettings(process.env);
  const context = await mkdtemp(join(tmpdir(), 'ktrdr-python-'));
  try {
    await cp(FOLDER, context, { recursive: true });
    await writeFile(join(context, 'certificates.pem'), certificates);
    await writeFile(join(context, 'pip.conf'), pipConfiguration(index));
    await writeFile(join(context, 'uv.toml'), uvConfiguration(index));
    const reference = `ktrdr-test-python:${await hashFolder(context, base)}`;
    if (await hasImage(reference)) return reference;
    log(`Building ${reference}`);
    const args = ['build', '--network', 'host', '--build-arg', `BASE_IMAGE=${base}`, '--tag', reference, context];
    await execa('docker', args);
    return reference;
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}
