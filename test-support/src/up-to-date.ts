import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

/** What a generated file has. With `UPDATE_REFERENCE=1`, which `npm run reference` sets, it is written first. */
export function upToDate(file: URL, generated: string): string {
  if (env['UPDATE_REFERENCE'] === '1') {
    mkdirSync(dirname(fileURLToPath(file)), { recursive: true });
    writeFileSync(file, generated);
  }
  return readFileSync(file, 'utf8');
}
