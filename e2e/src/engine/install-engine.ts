import { writeFile } from 'node:fs/promises';
import type { Debian } from './debian.ts';
import { findSource, withSuite } from './debian-source.ts';
import type { Log } from './engine-state.ts';
import { installPackages } from './install-packages.ts';

/** The first Debian whose own Engine is new enough, and its number. */
const NEW_ENOUGH = { codename: 'trixie', version: 13 };
const SOURCE = `/etc/apt/sources.list.d/ktrdr-e2e-${NEW_ENOUGH.codename}.sources`;
const PREFERENCES = `/etc/apt/preferences.d/ktrdr-e2e-${NEW_ENOUGH.codename}`;

const ENGINE = ['docker.io', 'docker-compose', 'docker-buildx'];
const HELPERS = ['iptables', 'debootstrap', 'python3'];

/** Installs the Engine, Compose, and what both, the test images and the tests need, from Debian's own archive. */
export async function installEngine({ debian, log }: { debian: Debian; log: Log }): Promise<void> {
  if (debian.version >= NEW_ENOUGH.version) {
    log(`Installing ${[...ENGINE, ...HELPERS].join(', ')}`);
    return installPackages([...ENGINE, ...HELPERS]);
  }

  log(`Adding a source for Debian ${NEW_ENOUGH.codename}, pinned low: ${SOURCE} and ${PREFERENCES}`);
  await writeFile(SOURCE, withSuite(await findSource(debian.codename), NEW_ENOUGH.codename));
  await writeFile(PREFERENCES, `Package: *\nPin: release n=${NEW_ENOUGH.codename}\nPin-Priority: 50\n`);

  log(`Installing ${ENGINE.join(', ')} from ${NEW_ENOUGH.codename}, and ${HELPERS.join(', ')}`);
  // Suite by package, not by `-t`, which would take libc and dpkg from there as well.
  await installPackages([...ENGINE.map((name) => `${name}/${NEW_ENOUGH.codename}`), ...HELPERS]);
}
