import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Debian } from './debian.ts';
import { findSource, withSuite } from './debian-source.ts';
import type { Log } from './engine-state.ts';

/** A newer Engine, client, Compose and buildx than those of the machine, in a folder: nothing of it is installed. */
export interface UnpackedEngine {
  /** What comes before the PATH. `runc` is the machine's own: the newer one wants a newer libc. */
  readonly path: readonly string[];
  /** The client's configuration, in which it finds Compose and buildx. */
  readonly config: string;
}

/** The suite that has Engine 28 and Compose 2.40. */
const SUITE = 'forky';
const PACKAGES = ['docker.io', 'docker-cli', 'containerd', 'docker-compose', 'docker-buildx'];

/** Downloads the packages of Debian's next suite and unpacks them into `directory`, if they are not there already. */
export async function unpackNewerEngine({
  debian,
  directory,
  log,
}: {
  debian: Debian;
  directory: string;
  log: Log;
}): Promise<UnpackedEngine> {
  const root = join(directory, 'root');
  const config = join(directory, 'config');
  const unpacked = {
    path: [join(root, 'usr', 'bin'), join(root, 'usr', 'sbin')],
    config,
  };
  if (existsSync(root)) return unpacked;
  log(
    `Downloading ${PACKAGES.join(', ')} of Debian ${SUITE} and unpacking them into ${directory}; nothing is installed`,
  );
  const [sources, lists] = [join(directory, 'sources'), join(directory, 'lists')];
  // Becomes the root once all of it is there.
  const [packages, half] = [join(directory, 'packages'), join(directory, 'half')];
  for (const each of [half, packages]) await rm(each, { recursive: true, force: true });
  for (const each of [sources, join(lists, 'partial'), packages, half, config]) await mkdir(each, { recursive: true });
  await writeFile(join(sources, `${SUITE}.sources`), withSuite(await findSource(debian.codename), SUITE));
  const options = [
    'Dir::Etc::SourceList=/dev/null',
    `Dir::Etc::SourceParts=${sources}`,
    'Dir::Etc::PreferencesParts=/dev/null',
    `Dir::State::Lists=${lists}`,
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['--option', option]);
  await execa('apt-get', [...options, 'update']);
  await execa('apt-get', [...options, 'download', ...PACKAGES], { cwd: packages });
  for (const name of await readdir(packages)) await execa('dpkg', ['-x', join(packages, name), half]);
  await execa('cp', ['-r', join(half, 'usr', 'libexec', 'docker', 'cli-plugins'), config]);
  await rm(packages, { recursive: true, force: true });
  await rename(half, root);
  return unpacked;
}
