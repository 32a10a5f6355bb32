import { join } from 'node:path';
import { execa } from 'execa';
import { E2E, WORKSPACE } from './places.ts';

/** Runs test files of one jest configuration, one after another, and gives jest's exit code. */
export async function runJest({
  config,
  args,
  env,
}: {
  /** Such as `jest.specs.config.mjs`. */
  config: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
}): Promise<number> {
  const bin = join(WORKSPACE, 'node_modules', 'jest', 'bin', 'jest.js');
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const result = await execa(process.execPath, [...node, bin, '--config', config, '--runInBand', ...args], {
    cwd: E2E,
    env: { ...env, FORCE_COLOR: '0' },
    reject: false,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return result.exitCode ?? 1;
}
