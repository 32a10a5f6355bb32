import { spawn } from 'node:child_process';
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
  /** Ends it. Its images stay for the next time. */
  stop(): Promise<void>;
}

const NAMESPACE = 'ktrdr-e2e';
const PATIENCE_MS = 60_000;
const PAUSE_MS = 200;

/**
 * Starts an unpacked Engine in a network namespace of its own. Needs root.
 *
 * @param directory where it keeps its data, its socket and its log
 * @throws when it does not answer within a minute
 */
export async function startSecondEngine({
  engine,
  directory,
  log,
}: {
  engine: UnpackedEngine;
  directory: string;
  log: Log;
}): Promise<SecondEngine> {
  const inside = ['nsenter', `--net=/run/netns/${NAMESPACE}`];
  const [socket, pidFile, logFile] = [join(directory, 'docker.sock'), join(directory, 'pid'), join(directory, 'log')];
  const env = {
    PATH: [...engine.path, process.env['PATH'] ?? ''].join(delimiter),
    DOCKER_HOST: `unix://${socket}`,
    DOCKER_CONFIG: engine.config,
  };
  await mkdir(directory, { recursive: true });
  const left = await readPid(pidFile);
  if (left !== undefined && (await isDockerd(left))) await end(left);
  await rm(pidFile, { force: true });
  log(`Starting a second dockerd in network namespace ${NAMESPACE}; its log is ${logFile}`);
  // `ip netns exec` would mount /sys anew, and the Engine would find no cgroups there.
  if ((await execa('ip', ['netns', 'add', NAMESPACE], { reject: false })).failed) log(`${NAMESPACE} is there already`);
  const [nsenter = '', ...where] = inside;
  await execa(nsenter, [...where, 'ip', 'link', 'set', 'lo', 'up']);
  await execa(nsenter, [...where, 'sysctl', '--quiet', '--write', 'net.ipv4.ip_forward=1'], { reject: false });

  const output = await open(logFile, 'w');
  const places = ['--data-root', join(directory, 'data'), '--exec-root', join(directory, 'exec'), '--pidfile', pidFile];
  const child = spawn(nsenter, [...where, 'dockerd', ...places, '--host', env.DOCKER_HOST], {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', output.fd, output.fd],
  });
  await once(child, 'spawn');
  await output.close();
  child.unref();
  const deadline = Date.now() + PATIENCE_MS;
  while ((await execa('docker', ['version'], { env, reject: false })).failed) {
    if (Date.now() > deadline || child.exitCode !== null) {
      throw new Error(`the second dockerd does not answer:\n${(await readFile(logFile, 'utf8')).slice(-2000)}`);
    }
    await sleep(PAUSE_MS);
  }
  return {
    env,
    inside,
    async stop() {
      const pid = await readPid(pidFile);
      if (pid !== undefined && (await isDockerd(pid))) await end(pid);
      await execa('ip', ['netns', 'delete', NAMESPACE], { reject: false });
    },
  };
}

async function end(pid: number): Promise<void> {
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + PATIENCE_MS;
  while (await isDockerd(pid)) {
    if (Date.now() > deadline) throw new Error(`dockerd ${pid} did not end`);
    await sleep(PAUSE_MS);
  }
}
