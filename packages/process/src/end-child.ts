import type { ChildProcess } from 'node:child_process';
import { hasCode } from '@ktrdr/errors';

/** What a child has to end by itself: at its time limit, or in a session of its own; otherwise it may tidy up first, as the Docker commands do. */
const AT_ONCE_MS = 1_000;
const TIDY_MS = 5_000;

export interface EndOptions {
  /** Whether it leads a session of its own: all that it has started ends with it. */
  readonly ownSession: boolean;
  /** It has had its time. */
  readonly atOnce: boolean;
  /** Somebody sees what it is doing, and ends it by other means where it takes too long. */
  readonly isPatient: boolean;
}

/** Ends a child: SIGINT (SIGTERM in a session of its own), and SIGKILL where it has not ended by then. */
export function endChild(child: ChildProcess, { ownSession, atOnce, isPatient }: EndOptions): void {
  if (child.pid === undefined) return;
  if (ownSession) {
    signalGroup(child.pid, 'SIGTERM');
    // Also when the child has ended: what it started may not have.
    setTimeout(signalGroup, AT_ONCE_MS, child.pid, 'SIGKILL').unref();
    return;
  }
  child.kill('SIGINT');
  if (isPatient) return;
  const killing = setTimeout(() => child.kill('SIGKILL'), atOnce ? AT_ONCE_MS : TIDY_MS);
  child.once('exit', () => clearTimeout(killing));
}

function signalGroup(leader: number, name: NodeJS.Signals): void {
  try {
    process.kill(-leader, name);
  } catch (error) {
    // EPERM is macOS' word for a group of which only a zombie is left.
    if (!hasCode(error, 'ESRCH') && !hasCode(error, 'EPERM')) throw error;
  }
}
