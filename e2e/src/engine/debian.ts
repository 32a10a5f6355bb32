import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** The Debian machine that we are root on. */
export interface Debian {
  /** Such as `12`. */
  readonly version: number;
  /** Such as `bookworm`. */
  readonly codename: string;
}

/** The machine, if it is a Debian one and we are root: only there do we install anything. */
export async function rootOnDebian(): Promise<Debian | undefined> {
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return undefined;
  const fields = parseOsRelease(await readFile('/etc/os-release', 'utf8'));
  const codename = fields.get('VERSION_CODENAME');
  if (fields.get('ID') !== 'debian' || codename === undefined) return undefined;
  return { version: Number(fields.get('VERSION_ID') ?? Number.POSITIVE_INFINITY), codename };
}

function parseOsRelease(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value.replaceAll('"', '')]),
  );
}
