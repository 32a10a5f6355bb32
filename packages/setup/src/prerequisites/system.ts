/** What is read of a machine to find out which system it is. */
export interface SystemFacts {
  readonly platform: NodeJS.Platform;
  /** The text of `/etc/os-release`, where there is one. */
  readonly osRelease?: string | undefined;
  /** The text of `/proc/version`, where there is one. */
  readonly procVersion?: string | undefined;
  /** Where `DOCKER_HOST` leads, if it is set. */
  readonly dockerHost?: string | undefined;
}

/** A system, as far as installing things differs. */
export interface System {
  readonly family: 'macos' | 'debian' | 'fedora' | 'linux';
  /** As people call it: `Debian GNU/Linux 12 (bookworm)`. */
  readonly name: string;
  /** The distribution's id, `ubuntu`, where it says one. */
  readonly id?: string | undefined;
  /** Linux inside Windows. */
  readonly wsl: boolean;
  /** Where the Engine is to be, if `DOCKER_HOST` says so. */
  readonly dockerHost?: string | undefined;
}

/**
 * Which system these facts describe. Sources: os-release(5), for `ID`, `ID_LIKE` and `PRETTY_NAME`; Microsoft's kernels
 * name themselves in `/proc/version`.
 */
export function detectSystem({ platform, osRelease = '', procVersion = '', dockerHost }: SystemFacts): System {
  if (platform === 'darwin') return { family: 'macos', name: 'macOS', wsl: false, dockerHost };
  const fields = parseOsRelease(osRelease);
  const id = fields['ID'];
  const ids = [id, ...(fields['ID_LIKE'] ?? '').split(' ')];
  const wsl = /microsoft/i.test(procVersion);
  const name = fields['PRETTY_NAME'] ?? 'Linux';
  const family = ids.some((one) => one === 'debian' || one === 'ubuntu')
    ? 'debian'
    : ids.some((one) => one === 'fedora' || one === 'rhel')
      ? 'fedora'
      : 'linux';
  return { family, name: wsl ? `${name} in WSL` : name, id, wsl, dockerHost };
}

function parseOsRelease(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, name, value] = /^([A-Z_]+)=["']?([^]*?)["']?$/.exec(line.trim()) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}
