import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env as processEnv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { type Context, createContext } from '@ktrdr/instance';
import { createSession } from '@ktrdr/terminal';
import { openEvents } from '@ktrdr/terminal/open-events';
import { fakeProcess } from '@ktrdr/terminal/testing';
import type { RunVisible } from '../../src/steps/run-visible.ts';
import type { SetupOptions } from '../../src/setup-options.ts';
import { setup } from '../../src/setup.ts';
import { type EmptyEngine, startEmptyEngine } from '@ktrdr/test-support';

const TOOLS = fileURLToPath(new URL('tools', import.meta.url));

/** What a run of setup came to. */
interface Outcome {
  readonly exitCode: number | undefined;
  readonly error: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** A machine with git, stand-ins for docker and uv, an empty home, and a repository of KTRDR to clone. */
export interface Stage {
  readonly directory: string;
  readonly home: string;
  readonly origin: string;
  readonly env: Record<string, string>;
  readonly context: Context;
  readonly engine: EmptyEngine;
  setup(
    options: Partial<SetupOptions>,
    surroundings?: {
      cwd?: string;
      env?: Readonly<Record<string, string>>;
      runVisible?: RunVisible;
      signal?: AbortSignal;
    },
  ): Promise<Outcome>;
  git(directory: string, ...args: readonly string[]): Promise<void>;
  strike(): void;
}

/** Sets it up in a directory of its own. */
export async function setStage(): Promise<Stage> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'ktrdr-setup-')));
  const [home, bin, origin] = [join(directory, 'home'), join(directory, 'bin'), join(directory, 'origin', 'ktrdr.git')];
  for (const each of [home, bin, join(directory, 'origin')]) mkdirSync(each);
  // Of the machine's own programs only these: what else is installed here must not matter.
  for (const name of ['git', 'sh', 'flock', 'sync', 'mkdir']) symlinkSync(await which(name), join(bin, name));
  const env = {
    PATH: `${TOOLS}:${bin}`,
    HOME: home,
    DOCKER_HOST: `unix://${join(directory, 'docker.sock')}`,
    GIT_CONFIG_NOSYSTEM: '1',
    FAKE_UV_CALLS: join(directory, 'uv-calls'),
    FAKE_UV_FAILS: join(directory, 'uv-fails'),
  };
  const engine = await startEmptyEngine(join(directory, 'docker.sock'));
  const git = async (where: string, ...args: readonly string[]): Promise<void> => {
    const identity = ['-c', 'user.name=tests', '-c', 'user.email=tests@example.invalid', '-c', 'commit.gpgsign=false'];
    await execa('git', ['-C', where, ...identity, ...args], { env, extendEnv: false });
  };
  await git(directory, 'init', '--quiet', '--bare', '--initial-branch=main', origin);
  const seed = join(directory, 'seed');
  await git(directory, 'clone', '--quiet', origin, seed);
  await git(seed, 'commit', '--quiet', '--allow-empty', '-m', 'one');
  await git(seed, 'push', '--quiet', 'origin', 'HEAD:main', 'HEAD:other');

  return {
    directory,
    home,
    origin,
    env,
    git,
    engine,
    context: createContext({ env, command: 'a test' }),
    async setup(options, { cwd = directory, env: more = {}, runVisible = quietly, signal } = {}) {
      const { process, written } = fakeProcess({ env: { ...env, ...more }, cwd, ...(signal && { signal }) });
      const all: SetupOptions = { repo: origin, secrets: true, ...options };
      const command = 'ktrdr-setup';
      const events = all.events === true ? openEvents(all, process, command) : undefined;
      const session = createSession({ process, options: all, command, events });
      const effects = all.events === true ? {} : { runVisible };
      const outcome = await setup(session, all, effects).then(
        (exitCode) => ({ exitCode, error: undefined }),
        (error: unknown) => ({ exitCode: undefined, error }),
      );
      return { ...outcome, ...written };
    },
    strike() {
      engine.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Runs what a person would watch, unwatched. */
export const quietly: RunVisible = async (command, args, { env, cwd }) => {
  const { exitCode } = await execa(command, [...args], { env, cwd, extendEnv: false, reject: false, stdio: 'ignore' });
  return { exitCode, missing: false };
};

async function which(name: string): Promise<string> {
  const { stdout } = await execa('sh', ['-c', `command -v ${name}`], { env: { PATH: processEnv['PATH'] ?? '' } });
  return stdout;
}
