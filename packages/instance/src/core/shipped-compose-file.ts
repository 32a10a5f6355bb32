import { join } from 'node:path';

/** The Compose file that comes with this package. The build puts it beside the code that was made of this file. */
export function shippedComposeFile(): string {
  return join(import.meta.dirname, 'compose', 'docker-compose.sandbox.yml');
}
