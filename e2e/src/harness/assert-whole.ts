import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Registry } from '@ktrdr/registry';
import { execa } from 'execa';

/**
 * An instance is whole.
 *
 * @throws Error unless the directory is registered, its `.env.sandbox` says so, and git finds no work in it
 */
export async function assertWhole(path: string, registry: Registry): Promise<void> {
  const marker = await readFile(join(path, '.env.sandbox'), 'utf8');
  const record = (await registry.list()).find((each) => each.path === path) ?? (await registry.getLocalProd());
  if (record?.path !== path) throw new Error(`${path} is not registered`);
  if (!marker.includes(`INSTANCE_ID=${record.instanceId}\n`)) throw new Error(`its .env.sandbox says:\n${marker}`);
  const { stdout } = await execa('git', ['-C', path, 'status', '--porcelain']);
  if (stdout !== '') throw new Error(`git finds in it:\n${stdout}`);
}
