import { readdir } from 'node:fs/promises';
import type { Context } from '../core/context.ts';

/**
 * Whether our home has a record of an instance's volumes, readable or not: it is, or was, registered here, and was not destroyed. None where
 * nobody may look.
 *
 * @param id as it stands in an `.env.sandbox`: anything may
 */
export async function hasVolumeRecord({ home }: Pick<Context, 'home'>, id: string): Promise<boolean> {
  const names = await readdir(home.volumes).catch((): string[] => []);
  return names.includes(`${id}.json`);
}
