import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The image's own check asks for the backend, in a container that sleeps: `docker compose up --wait` fails on it, and on one without a check as well
 * where the image has one.
 */
const SLEEPS = { 'mcp-local': { healthcheck: { test: ['CMD', 'true'] } } };

/** Writes by hand what our overlay says of services, as a second file for `docker compose`. @returns its path */
export async function writeByHand(directory: string, services: object = {}): Promise<string> {
  const file = join(directory, 'by-hand.yml');
  await writeFile(file, JSON.stringify({ services: { ...SLEEPS, ...services } }));
  return file;
}
