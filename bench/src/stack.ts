import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertOk, WORKSPACE } from '@ktrdr/e2e';
import { execa } from 'execa';
import type { Bed } from './bed.ts';
import type { Pair } from './statistics.ts';
import { timed } from './timed.ts';

/** The Compose file that the commands bring with them: ten services. */
export const SHIPPED = join(WORKSPACE, 'compose', 'docker-compose.sandbox.yml');
const PROJECT = 'ktrdr-prod';

/** A registered clone, and the same project by `docker compose` itself: same file, images, directory and variables. */
async function makeStack({ stage }: Bed, composeFile: string) {
  const clone = await stage.clone();
  const env = stage.environment();
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
  const own = join(clone, 'docker-compose.sandbox.yml');
  if (composeFile !== SHIPPED) await copyFile(composeFile, own);
  await writeFile(join(clone, 'prometheus.yml'), 'scrape_configs: []\n');
  const file = composeFile === SHIPPED ? SHIPPED : own;
  const place = ['--project-directory', clone, '--env-file', join(clone, '.env.sandbox'), '--profile', 'local-prod'];
  const composeArgs = (files: readonly string[], ...args: string[]): string[] =>
    ['compose', '-p', PROJECT].concat(
      place,
      files.flatMap((each) => ['-f', each]),
      args,
    );
  const compose = async (files: readonly string[], ...args: string[]): Promise<number> =>
    await timed('docker', composeArgs(files, ...args), { env, cwd: clone });
  /** The services with a health check. */
  const probed = async (): Promise<string[]> => {
    const { stdout } = await execa('docker', composeArgs([file], 'config', '--format', 'json'), { env, cwd: clone });
    const { services } = JSON.parse(stdout);
    return Object.keys(services).filter((name) => services[name].healthcheck !== undefined);
  };
  const ours = async (...args: string[]): Promise<number> => {
    const result = assertOk(await stage.ktrdr(['local-prod', ...args].join(' '), { cwd: clone }));
    return result.seconds * 1000;
  };
  const away = async (): Promise<void> => void (await compose([file], 'down', '--volumes'));
  return {
    clone,
    file,
    compose,
    probed,
    ours,
    away,
    async end() {
      await away();
      assertOk(await stage.ktrdr('local-prod destroy --yes', { cwd: clone }));
      await rm(clone, { recursive: true, force: true });
    },
  };
}

/** A registered clone that can be started by us and by `docker compose`. */
export type Stack = Awaited<ReturnType<typeof makeStack>>;

/** Takes pairs on a stack that has been started once and is away. It ends with them. */
export async function withStack(bed: Bed, file: string, take: (stack: Stack) => Promise<Pair[]>): Promise<Pair[]> {
  const stack = await makeStack(bed, file);
  try {
    // Makes the image and the directories that the first start makes.
    await stack.ours('up', '--no-secrets');
    await stack.away();
    return await take(stack);
  } finally {
    await stack.end();
  }
}
