import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { isDockerd, readPid } from './dockerd-process.ts';
import type { Log } from './engine-state.ts';
import type { UnpackedEngine } from './unpack-newer-engine.ts';

/** An Engine beside the machine's own, in a network namespace, so that no port of the one meets one of the other. */
export interface SecondEngine {
  /** The variables with which its client reaches it. */
  readonly env: Readonly<Record<string, string>>;
  /** Put before a command, it runs where the Engine's published ports are. */
  readonly inside: readonly string[];
  /** The file with the number of its process. */
  readonly pidFile: string;
  /** The path of its socket. */
  readonly socket: string;
  /** Sends its process a signal: SIGKILL is a crash, SIGSTOP lets it hang. */
  signal(name: NodeJS.Signals): Promise<void>;
  /** Starts it again after it was killed, and waits until it answers; does nothing while it runs. */
  start(): Promise<void>;
  /** Ends it. Its images stay for the next time. */
  stop(): Promise<void>;
}

export interface SecondEngineOptions {
  /** Its programs, where they are not the machine's own. */
  readonly engine?: UnpackedEngine;
  /** Where it keeps its data, its socket and its log. */
  readonly directory: string;
  /** The name of its network namespace. */
  readonly namespace: string;
  readonly log: Log;
}

const PATIENCE_MS = 60_000;
const PAUSE_MS = 200;

/**
 * Starts an Engine in a network namespace of its own. Needs root on Linux.
 *
 * @throws when it does not answer within a minute
 */
export async function startSecondEngine({
  engine,
  directory,
  namespace,
  log,
}: SecondEngineOptions): Promise<SecondEngine> {
  const inside = ['nsenter', `--net=/run/netns/${namespace}`];
  const [socket, pidFile, logFile] = [join(directory, 'docker.sock'), join(directory, 'pid'), join(directory, 'log')];
  const env = {
    DOCKER_HOST: `unix://${socket}`,
    ...(engine && {
      PATH: [...engine.path, process.env['PATH'] ?? ''].join(delimiter),
      DOCKER_CONFIG: engine.config,
    }),
  };
  const pidOf = async (): Promise<number | undefined> => {
    const pid = await readPid(pidFile);
    return pid !== undefined && (await isDockerd(pid)) ? pid : undefined;
  };
  await mkdir(directory, { recursive: true });
  const left = await pidOf();
  if (left !== undefined) await end(left);
  log(`Starting a second dockerd in network namespace ${namespace}; its log is ${logFile}`);
  // `ip netns exec` would mount /sys anew, and the Engine would find no cgroups there.
  if ((await execa('ip', ['netns', 'add', namespace], { reject: false })).failed) log(`${namespace} is there already`);
  const [nsenter = '', ...where] = inside;
  await execa(nsenter, [...where, 'ip', 'link', 'set', 'lo', 'up']);
  await execa(nsenter, [...where, 'sysctl', '--quiet', '--write', 'net.ipv4.ip_forward=1'], { reject: false });

  const places = ['--data-root', join(directory, 'data'), '--exec-root', join(directory, 'exec'), '--pidfile', pidFile];
  const start = async (): Promise<void> => {
    if ((await pidOf()) !== undefined) return;
    await rm(pidFile, { force: true });
    const output = await open(logFile, 'a');
    const child = spawn(nsenter, [...where, 'dockerd', ...places, '--host', env.DOCKER_HOST], {
      detached: true,
      env: { ...process.env, ...env },
      stdio: ['ignore', output.fd, output.fd],
    });
    await once(child, 'spawn');
    await output.close();
    child.unref();
    await answers(child, { env, logFile });
  };
  await rm(logFile, { force: true });
  await start();
  return {
    env,
    inside,
    pidFile,
    socket,
    async signal(name) {
      const pid = await pidOf();
      if (pid !== undefined) process.kill(pid, name);
    },
    start,
    async stop() {
      const pid = await pidOf();
      if (pid !== undefined) {
        // One that was stopped ends by no other signal.
        process.kill(pid, 'SIGCONT');
        await end(pid);
      }
      await execa('ip', ['netns', 'delete', namespace], { reject: false });
    },
  };
}

async function answers(
  child: ChildProcess,
  { env, logFile }: { env: Readonly<Record<string, string>>; logFile: string },
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while ((await execa('docker', ['version'], { env, reject: false })).failed) {
    if (Date.now() > deadline || child.exitCode !== null) {
      throw new Error(`the second dockerd does not answer:\n${(await readFile(logFile, 'utf8')).slice(-2000)}`);
    }
    await sleep(PAUSE_MS);
  }
}

async function end(pid: number): Promise<void> {
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + PATIENCE_MS;
  while (await isDockerd(pid)) {
    if (Date.now() > deadline) throw new Error(`dockerd ${pid} did not end`);
    await sleep(PAUSE_MS);
  }
}
