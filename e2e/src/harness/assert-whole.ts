import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Registry } from '@ktrdr/registry';
import { execa } from 'execa';

/**
 * An instance is whole.
 *
 * @param marker whether it must have its `.env.sandbox`: the next start writes one that is lost, and removes half of one
 * @throws Error unless the directory is registered, its `.env.sandbox` says so, and git finds no work in it
 */
export async function assertWhole(
  path: string,
  registry: Registry,
  { marker: needed = true }: { readonly marker?: boolean } = {},
): Promise<void> {
  const file = join(path, '.env.sandbox');
  const marker = needed || existsSync(file) ? await readFile(file, 'utf8') : undefined;
  const record = (await registry.list()).find((each) => each.path === path) ?? (await registry.getLocalProd());
  if (record?.path !== path) throw new Error(`${path} is not registered`);
  if (marker?.includes(`INSTANCE_ID=${record.instanceId}\n`) === false)
    throw new Error(`its .env.sandbox says:\n${marker}`);
  const { stdout } = await execa('git', ['-C', path, 'status', '--porcelain']);
  const found = stdout
    .split('\n')
    .filter((line) => line !== '' && (needed || !/^\?\? \.env\.sandbox\.\S+\.tmp$/.test(line)));
  if (found.length > 0) throw new Error(`git finds in it:\n${stdout}`);
}
