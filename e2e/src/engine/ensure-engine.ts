import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { rootOnDebian } from './debian.ts';
import type { EngineState, Log } from './engine-state.ts';
import { isNewEnough, OLDEST_ENGINE } from './engine-version.ts';
import { installEngine } from './install-engine.ts';
import { type EngineProbe, hasComposePlugin, probeEngine } from './probe-engine.ts';
import { startEngine } from './start-engine.ts';

/** Where a dockerd that we start listens. */
const OUR_ADDRESS = 'unix:///var/run/docker.sock';
const START_ONE = 'Start Docker Desktop, OrbStack or Colima, or on Linux: sudo systemctl start docker';

/**
 * Makes sure that tests have an Engine. One that answers is used as it is; only as root on a Debian machine without an
 * init system do we install and start one ourselves, and say so first.
 *
 * @param stateDir where the log and the process number of an Engine that we start are kept
 */
export async function ensureEngine({ log, stateDir }: { log: Log; stateDir: string }): Promise<EngineState> {
  const probe = await probeEngine();
  if (probe.kind === 'answers') return judge(probe);

  const debian = await rootOnDebian();
  const address = await engineAddress();
  if (address !== undefined && address !== OUR_ADDRESS) {
    return unavailable(`No Docker Engine answers at ${address}: ${probe.reason}`, START_ONE);
  }
  if (debian === undefined) {
    return unavailable(`No Docker Engine answers, and only root on Debian may install one: ${probe.reason}`, START_ONE);
  }
  if (existsSync('/run/systemd/system')) {
    return unavailable(`No Docker Engine answers: ${probe.reason}`, 'sudo systemctl start docker');
  }

  if (!(await isInstalled())) {
    log('No Docker Engine that can be used is installed on this machine; installing one');
    await installEngine({ debian, log });
  }
  return startEngine({ stateDir, log });
}

function judge({ version, hasCompose }: Extract<EngineProbe, { kind: 'answers' }>): EngineState {
  if (!isNewEnough(version)) {
    // It may be somebody's: an Engine that runs is never replaced under its containers.
    return unavailable(
      `The running Docker Engine is ${version}; ${OLDEST_ENGINE} is the oldest that works`,
      'Upgrade it, or stop it if nobody needs it and run this again.',
    );
  }
  if (!hasCompose) return unavailable('docker compose is missing', 'Install the Docker Compose plugin, version 2.');
  return { kind: 'running', startedByUs: false };
}

/** Where the `docker` command looks for its Engine, by its context or DOCKER_HOST; undefined without such a command. */
async function engineAddress(): Promise<string | undefined> {
  const context = await execa('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], {
    reject: false,
  });
  return context.failed ? undefined : context.stdout.trim();
}

async function isInstalled(): Promise<boolean> {
  // Prints such as: Docker version 26.1.5+dfsg1, build 411e817
  const { stdout, failed } = await execa('dockerd', ['--version'], { reject: false });
  if (failed) return false;
  const version = /version (\S+)/.exec(stdout)?.[1];
  return version !== undefined && isNewEnough(version) && (await hasComposePlugin());
}

function unavailable(reason: string, hint: string): EngineState {
  return { kind: 'unavailable', reason, hint };
}
