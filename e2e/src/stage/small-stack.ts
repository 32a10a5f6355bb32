import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Gives a clone a Compose file of its own with one container and one volume: enough to see what is removed and what is
 * not, and started in a second.
 */
export async function writeSmallStack(clone: string, image: string): Promise<void> {
  const file = {
    services: {
      store: {
        image,
        command: ['sleep', 'infinity'],
        init: true,
        volumes: ['data:/data'],
        healthcheck: { test: ['CMD', 'true'] },
      },
    },
    volumes: { data: {} },
  };
  await writeFile(join(clone, 'docker-compose.sandbox.yml'), JSON.stringify(file, undefined, 2));
}
