import { fileURLToPath } from 'node:url';

/** The Compose file that comes with this package. The build puts it beside the code that was made of this file. */
export function shippedComposeFile(): string {
  return fileURLToPath(new URL('./compose/docker-compose.sandbox.yml', import.meta.url));
}
