import { setTimeout as sleep } from 'node:timers/promises';
import type { Asking } from './asking.ts';
import { framesOf } from './frames-of.ts';
import { pathOf } from './path-of.ts';
import { pieces } from './pieces.ts';
import { type Limits, withinLimits } from './within-limits.ts';
import { dockerTimeout } from './engine-errors.ts';

/** How a command runs in a container. */
export interface ExecOptions extends Limits {
  /** Its environment, besides the container's. */
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workingDirectory?: string;
  /** Told of what it writes as it comes; none of it is in the result then, however much it is. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void;
}

/** How a command in a container ended. */
export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const STILL_RUNS_MS = 20;

/** Runs a command in a running container, without a terminal and with nothing on its standard input. */
export async function execIn(
  { connection, ask }: Asking,
  container: string,
  command: readonly string[],
  { env, user, workingDirectory, onOutput, ...limits }: ExecOptions,
): Promise<ExecResult> {
  const doing = `run ${command[0] ?? 'nothing'} in container ${container}`;
  const expired = (): Error =>
    dockerTimeout(doing, 'The command did not finish in time; it is still running in the container.');
  return await withinLimits(limits, expired, async (signal) => {
    const { Id } = await ask(
      {
        doing,
        method: 'POST',
        path: pathOf('containers', container, '/exec'),
        body: {
          AttachStdout: true,
          AttachStderr: true,
          Cmd: command,
          Env: env && Object.entries(env).map(([name, value]) => `${name}=${value}`),
          User: user,
          WorkingDir: workingDirectory,
        },
        signal,
      },
      async () => (await import('./schemas.ts')).madeExec(),
    );
    const start = { doing, method: 'POST', path: `/exec/${Id}/start`, body: { Detach: false, Tty: false } } as const;
    const stream = await connection.stream({ ...start, signal });
    const written = { stdout: new Array<Buffer>(), stderr: new Array<Buffer>() };
    const take = onOutput ?? ((to: 'stdout' | 'stderr', bytes: Buffer) => void written[to].push(bytes));
    for await (const frame of framesOf(pieces(stream, connection, { signal }))) take(frame.stream, frame.bytes);
    return {
      exitCode: await exitCodeOf(),
      stdout: Buffer.concat(written.stdout).toString(),
      stderr: Buffer.concat(written.stderr).toString(),
    };

    /** What it wrote may be at its end before the Engine knows that it has ended. */
    async function exitCodeOf(): Promise<number> {
      const { Running, ExitCode } = await ask({ doing, path: `/exec/${Id}/json`, signal }, async () =>
        (await import('./schemas.ts')).stateOfExec(),
      );
      if (!Running && typeof ExitCode === 'number') return ExitCode;
      await sleep(STILL_RUNS_MS, undefined, { signal });
      return await exitCodeOf();
    }
  });
}
