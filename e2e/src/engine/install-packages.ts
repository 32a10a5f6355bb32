import { execa } from 'execa';

/** Installs Debian packages; `name/suite` asks for one suite's version. Needs root. */
export async function installPackages(packages: readonly string[]): Promise<void> {
  await execa('apt-get', ['update']);
  await execa('apt-get', ['install', '--yes', '--no-install-recommends', ...packages], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
}
