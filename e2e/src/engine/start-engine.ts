import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDockerd, readPid } from './dockerd-process.ts';
import type { EngineState, Log } from './engine-state.ts';
import { probeEngine } from './probe-engine.ts';
import { stateFiles } from './state-files.ts';

/** Where dockerd keeps its own number, and refuses to start while it is there. */
const PID_FILE = '/var/run/docker.pid';
const PATIENCE_MS = 60_000;
const PAUSE_MS = 200;
const LOG_TAIL_LINES = 20;

/** Starts dockerd in a session of its own, so that it outlives us, and waits until it answers. */
export async function startEngine({ stateDir, log }: { stateDir: string; log: Log }): Promise<EngineState> {
  const files = stateFiles(stateDir);
  await mkdir(stateDir, { recursive: true });
  await removeStalePidFile();

  log(`Starting dockerd; its log is ${files.log}`);
  const output = await open(files.log, 'w');
  const child = spawn('dockerd', { detached: true, stdio: ['ignore', output.fd, output.fd] });
  // Rejects when the program cannot be run; then there is no process number either.
  await once(child, 'spawn').catch(() => undefined);
  await output.close();
  if (child.pid === undefined) return unavailable('dockerd could not be run: is it on the PATH?', files.log);
  await writeFile(files.pid, `${child.pid}\n`);
  child.unref();

  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    if ((await probeEngine()).kind === 'answers') return { kind: 'started', pid: child.pid, startedByUs: true };
    await sleep(PAUSE_MS);
  }
  const tail = (await readFile(files.log, 'utf8')).trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n');
  const what = child.exitCode === null ? `does not answer after ${PATIENCE_MS / 1000} s` : `ended (${child.exitCode})`;
  return unavailable(`dockerd ${what}:\n${tail}`, files.log);
}

/** An Engine that was killed leaves its number behind. */
async function removeStalePidFile(): Promise<void> {
  const pid = await readPid(PID_FILE);
  if (pid === undefined || !(await isDockerd(pid))) await rm(PID_FILE, { force: true });
}

function unavailable(reason: string, logFile: string): EngineState {
  return { kind: 'unavailable', reason, hint: `Read ${logFile}.` };
}
