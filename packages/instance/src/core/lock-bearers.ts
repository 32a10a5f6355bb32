import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';
import type { Run } from '@ktrdr/process';

/** A process that has a lock: it took it, or inherited the open file from one that did. */
export interface LockBearer {
  readonly pid: number;
  /** How it was called. */
  readonly args: readonly string[];
}

/** How long a file system that does not answer may keep `lsof`. */
const ASK_MS = 10_000;

export interface LockBearersOptions {
  readonly run: Run;
  readonly env: NodeJS.ProcessEnv;
  /** Aborting it ends the question, and nothing else does: what a Ctrl-C has cut short is no answer. */
  readonly signal: AbortSignal;
  /** @default this one */
  readonly platform?: NodeJS.Platform;
}

/**
 * Which processes of this user have the lock of `withFileLock` on a file; empty where that cannot be found out. Linux: the open
 * files of each process, and the locks that come with them (`/proc/<pid>/fd`, `/proc/<pid>/fdinfo`: proc(5)); one that waits for the lock has the file
 * open, too, and no lock. macOS: `lsof`; there nobody has it open who waits.
 */
export async function lockBearers(file: string, options: LockBearersOptions): Promise<LockBearer[]> {
  if ((options.platform ?? process.platform) !== 'linux') return await listedBearers(file, options);
  const place = await realpath(file).catch(() => undefined);
  if (place === undefined) return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(async (pid) => await bearerAt(pid, place)));
  return found.filter((bearer) => bearer !== undefined);
}

async function bearerAt(pid: number, place: string): Promise<LockBearer | undefined> {
  try {
    const directory = `/proc/${pid}/fd`;
    for (const name of await readdir(directory)) {
      if ((await readlink(`${directory}/${name}`).catch(() => '')) !== place) continue;
      if (!/^lock:/m.test(await readFile(`/proc/${pid}/fdinfo/${name}`, 'utf8'))) continue;
      return { pid, args: (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').slice(0, -1) };
    }
    return undefined;
  } catch (error) {
    // It has ended, or is another user's.
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].some((code) => hasCode(error, code))) return undefined;
    throw error;
  }
}

/**
 * Sources: lsof(8), `-t`: it ends with 1 where nobody has the file open, and where it has not seen all; ps(1), `-o args=`, which tells no blank
 * within an argument from one between two. Where one of them gives no whole answer, nobody is told of: a child of which nothing is known may be at work.
 */
async function listedBearers(file: string, { run, env, signal }: LockBearersOptions): Promise<LockBearer[]> {
  const ask = async (command: string, args: readonly string[]): Promise<string> => {
    const { exitCode, stdout } = await run(command, args, { env, ownSession: true, timeoutMs: ASK_MS, signal });
    return exitCode === 0 ? stdout.trim() : '';
  };
  const pids = (await ask('lsof', ['-t', '--', file])).split('\n').filter((line) => /^\d+$/.test(line));
  const bearers = await Promise.all(
    pids.map(async (pid): Promise<LockBearer> => {
      const args = await ask('ps', ['-ww', '-o', 'args=', '-p', pid]);
      return { pid: Number(pid), args: args === '' ? [] : args.split(/\s+/) };
    }),
  );
  return bearers.every(({ args }) => args.length > 0) ? bearers : [];
}
