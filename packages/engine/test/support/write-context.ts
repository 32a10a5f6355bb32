import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a context as docker 28.2 keeps it, below the directory of its configuration. @param meta its file, where that is torn */
export function writeContext(directory: string, name: string, host: string, meta = metaOf(name, host)): void {
  const place = join(directory, 'contexts', 'meta', createHash('sha256').update(name).digest('hex'));
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'meta.json'), meta);
}

const metaOf = (name: string, host: string): string =>
  JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } });
