import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { openToAll } from './open-to-all.ts';
import { KTRDR } from './places.ts';

export interface KtrdrOptions {
  readonly cwd: string;
  /** `KTRDR_HOME`. */
  readonly home: string;
  /** The program. @default the built `ktrdr` */
  readonly program?: string;
  /** Further variables, such as those that replace images. */
  readonly env?: Readonly<Record<string, string>>;
  /** Run it as this user; this process must be root then. */
  readonly user?: User | undefined;
  /** What it reads on standard input. @default nothing */
  readonly input?: string;
}

/** A user by numbers, with one group. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

export interface KtrdrResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, as a person sees them. */
  readonly output: string;
  readonly seconds: number;
}

/** The environment of a `ktrdr` that knows nothing of this user's real one. */
export function ktrdrEnvironment({ home, env = {} }: Pick<KtrdrOptions, 'home' | 'env'>): Record<string, string> {
  const inherited = [
    'PATH',
    'DOCKER_HOST',
    'DOCKER_CONTEXT',
    'DOCKER_TLS_VERIFY',
    'DOCKER_CERT_PATH',
    'TMPDIR',
    'LANG',
  ];
  const kept = inherited.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    DOCKER_CONFIG: process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'),
    KTRDR_HOME: home,
    ...env,
  };
}

/** Runs the built command. Resolves also when it fails. */
export async function runKtrdr(args: readonly string[], options: KtrdrOptions): Promise<KtrdrResult> {
  const built = options.program ?? KTRDR;
  const program = options.user === undefined ? built : await openToAll(built);
  const begin = performance.now();
  const { exitCode, stdout, stderr, all } = await execa(process.execPath, [program, ...args], {
    cwd: options.cwd,
    ...options.user,
    env: ktrdrEnvironment(options),
    extendEnv: false,
    reject: false,
    all: true,
    input: options.input ?? '',
  });
  return { exitCode, stdout, stderr, output: all, seconds: (performance.now() - begin) / 1000 };
}
