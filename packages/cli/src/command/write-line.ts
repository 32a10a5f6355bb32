import { once } from 'node:events';
import type { Session } from '@ktrdr/terminal';

/** Writes a line to stdout, and waits where nobody takes it: whoever makes lines faster than they are read waits, too. */
export function writeLine({ process, signal }: Session, line: string): Promise<void> | void {
  if (process.stdout.write(`${line}\n`) || signal.aborted) return undefined;
  return drained(process.stdout, signal);
}

/** Resolves also where the reader has gone, which ends the command elsewhere. */
async function drained(stream: NodeJS.WriteStream, signal: AbortSignal): Promise<void> {
  try {
    await once(stream, 'drain', { signal });
  } catch {
    // It is told elsewhere.
  }
}
