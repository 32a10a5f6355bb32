import type { Session } from '@ktrdr/terminal';

/** Whether both ends are a terminal, so that what runs in a container gets one too. */
export function isOnTerminal({ process }: Session): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}
