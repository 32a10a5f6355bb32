import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { execa } from 'execa';

/** How this machine reaches Python's package index, where that is not the usual way. */
export interface MachineSettings {
  /** Certificates to trust, PEM; empty for those that every system has. */
  readonly certificates: string;
  /** The index that pip is configured to use, if it is configured at all. */
  readonly index: string | undefined;
}

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** Reads what a build in a container does not see of its machine: certificates and pip's own configuration. */
export async function readMachineSettings(env: Readonly<Record<string, string | undefined>>): Promise<MachineSettings> {
  const file = env['SSL_CERT_FILE'] ?? CERTIFICATES;
  const certificates = existsSync(file) ? await readFile(file, 'utf8') : '';
  // Ends with 1 where nothing is configured; without pip there is nothing either.
  const { stdout, failed } = await execa('python3', ['-m', 'pip', 'config', 'get', 'global.index-url'], {
    reject: false,
    env: { ...env, PIP_DISABLE_PIP_VERSION_CHECK: '1' },
  });
  return { certificates, index: env['PIP_INDEX_URL'] ?? (failed ? undefined : stdout.trim() || undefined) };
}

/** pip's configuration with that index. */
export function pipConfiguration(index: string | undefined): string {
  return index === undefined ? '' : `[global]\nindex-url = ${index}\n`;
}

/** uv's configuration with that index: it does not read pip's. */
export function uvConfiguration(index: string | undefined): string {
  return index === undefined ? '' : `[[index]]\nurl = ${JSON.stringify(index)}\ndefault = true\n`;
}
