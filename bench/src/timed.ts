import { execa } from 'execa';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string>>;
  /** Exit codes other than 0 that are no failure here. */
  readonly accept?: readonly number[];
}

/** Runs a command to its end. @returns milliseconds @throws Error when it fails, with what it printed */
export async function timed(command: string, args: readonly string[], options: CommandOptions): Promise<number> {
  const { cwd = '/', env, accept = [] } = options;
  const begin = performance.now();
  const result = await execa(command, args, { cwd, env, extendEnv: false, reject: false, stdin: 'ignore', all: true });
  const milliseconds = performance.now() - begin;
  if (result.exitCode === 0 || (result.exitCode !== undefined && accept.includes(result.exitCode))) return milliseconds;
  throw new Error(`${command} ${args.join(' ')}: exit code ${result.exitCode}\n${result.all}`);
}
