import { cpus, totalmem } from 'node:os';
import { execa } from 'execa';

/** On what the figures were measured. */
export interface Environment {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
  readonly engine: string;
  readonly compose: string;
  readonly commit: string;
}

/** @param workspace the repository that is measured */
export async function environmentOf(workspace: string): Promise<Environment> {
  const ask = async (command: string, ...args: string[]): Promise<string> =>
    (await execa(command, args, { cwd: workspace })).stdout.trim();
  const [processor] = cpus();
  return {
    cpu: processor?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    engine: await ask('docker', 'version', '--format', '{{.Server.Version}}'),
    compose: await ask('docker', 'compose', 'version', '--short'),
    commit: await ask('git', 'rev-parse', '--short', 'HEAD'),
  };
}
