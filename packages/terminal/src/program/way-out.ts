import { isatty } from 'node:tty';

/**
 * How a process ends. One whose terminal was closed ends as that would have ended it, by SIGHUP: Node, which gives terminals back when it
 * exits, aborts with a report of a crash where one of them is gone (seen with Node 20).
 *
 * @returns the way out, to be asked for while the terminals are there
 */
export function wayOut(host: NodeJS.Process): (exitCode: number) => void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  return (exitCode) => {
    if (terminals.every((descriptor) => isatty(descriptor))) host.exit(exitCode);
    host.removeAllListeners('SIGHUP');
    host.kill(host.pid, 'SIGHUP');
  };
}
