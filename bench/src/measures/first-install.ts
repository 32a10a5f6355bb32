import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalRegistry, NX, startLocalRegistry, WORKSPACE } from '@ktrdr/e2e';
import type { Measure } from '../measure.ts';
import { takePairs } from '../pairs.ts';
import { timed } from '../timed.ts';

const EMPTY = { name: '@ktrdr/empty', version: '1.0.0', type: 'module', bin: { empty: './empty.mjs' } };

const npxCold: Measure = {
  name: 'npx-cold',
  what: 'npx @ktrdr/cli --version, nothing cached',
  against: 'npx of a package that does nothing',
  unit: 's',
  target: 1.5,
  async run({ stage, rounds }) {
    // Not inside this repository: npm and Node would find what is installed here.
    const elsewhere = await mkdtemp(join(tmpdir(), 'ktrdr-bench-'));
    const registry = await startLocalRegistry(join(elsewhere, 'registry'));
    const env = { ...stage.environment(), HOME: elsewhere };
    try {
      await publish(elsewhere, registry, env);
      const cold = async (...args: string[]): Promise<number> => {
        await rm(join(elsewhere, '.npm'), { recursive: true, force: true });
        return (await timed('npx', ['--yes', ...args], { env, cwd: elsewhere })) / 1000;
      };
      return await takePairs(
        rounds(7),
        () => cold('@ktrdr/cli', '--version'),
        () => cold(EMPTY.name),
      );
    } finally {
      await registry.stop();
      await rm(elsewhere, { recursive: true, force: true });
    }
  },
};

/** Publishes the command as it is packed now, and an empty package beside it. */
async function publish(directory: string, registry: LocalRegistry, env: Record<string, string>): Promise<void> {
  await writeFile(join(directory, '.npmrc'), registry.npmrc);
  const nxEnv = { ...env, NX_DAEMON: 'false' };
  await timed(NX, ['run', '@ktrdr/cli:pack'], { env: nxEnv, cwd: WORKSPACE });
  const packed = join(WORKSPACE, 'packages', 'cli', 'packed');
  const [tarball = ''] = await readdir(packed);
  await timed('npm', ['publish', join(packed, tarball)], { env, cwd: directory });
  const empty = join(directory, 'empty');
  await mkdir(empty);
  await writeFile(join(empty, 'package.json'), JSON.stringify(EMPTY));
  await writeFile(join(empty, 'empty.mjs'), '#!/usr/bin/env node\n');
  await timed('npm', ['publish', '--access', 'public'], { env, cwd: empty });
}

/** What a first user waits for. */
export const firstInstall: readonly Measure[] = [npxCold];
