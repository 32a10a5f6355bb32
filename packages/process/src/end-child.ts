import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '@ktrdr/errors';

/** What a child has to end by itself: at its time limit, or in a session of its own; otherwise it may tidy up first, as the Docker commands do. */
const AT_ONCE_MS = 1_000;
const TIDY_MS = 5_000;
/** How often it is seen whether anything of a session is left. */
const LOOK_MS = 20;

export interface EndOptions {
  /** Whether it leads a session of its own: all that it has started ends with it. */
  readonly ownSession: boolean;
  /** It has had its time. */
  readonly atOnce: boolean;
  /** Somebody sees what it is doing, and ends it by other means where it takes too long. */
  readonly isPatient: boolean;
  /** The signal that it gets first, unless it leads a session of its own. */
  readonly by: NodeJS.Signals;
}

/**
 * Ends a child: by a signal (SIGTERM in a session of its own), and SIGKILL where it has not ended by then.
 *
 * @returns resolves when nothing of a session of its own is left, or a second after it was killed: the child may end before what it has started
 */
export async function endChild(child: ChildProcess, { ownSession, atOnce, isPatient, by }: EndOptions): Promise<void> {
  if (child.pid === undefined) return;
  if (ownSession) return await endGroup(child.pid);
  child.kill(by);
  if (isPatient) return;
  const killing = setTimeout(() => child.kill('SIGKILL'), atOnce ? AT_ONCE_MS : TIDY_MS);
  child.once('exit', () => clearTimeout(killing));
}

async function endGroup(leader: number): Promise<void> {
  if (await isGoneBy(leader, 'SIGTERM')) return;
  // On a busy machine, who is killed takes a moment to go.
  await isGoneBy(leader, 'SIGKILL');
}

/** Sends a signal to a group, and waits for its end, a second at most. */
async function isGoneBy(leader: number, name: NodeJS.Signals): Promise<boolean> {
  const until = performance.now() + AT_ONCE_MS;
  for (let isLeft = signalGroup(leader, name); isLeft; isLeft = signalGroup(leader, 0)) {
    if (performance.now() > until) return false;
    await delay(LOOK_MS);
  }
  return true;
}

/** Whether there was anybody to get it. */
function signalGroup(leader: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, name);
  } catch (error) {
    // EPERM is macOS' word for a group of which only a zombie is left.
    if (!hasCode(error, 'ESRCH') && !hasCode(error, 'EPERM')) throw error;
    return false;
  }
}
