import { readdir, readFile } from 'node:fs/promises';

/**
 * Ends what only listens: the `docker events` of a command that was killed hears of its end with the project's next event, and
 * there may be none.
 *
 * @param group the process group of the command
 */
export async function endListeners(group: number): Promise<void> {
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const name of processes) {
    const [stat, command] = await Promise.all([text(`/proc/${name}/stat`), text(`/proc/${name}/cmdline`)]);
    // The fields after the name, which is in brackets: state, parent, group. Source: proc(5).
    const own = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
    if (own === group && command.split('\0').includes('events')) process.kill(Number(name), 'SIGTERM');
  }
}

async function text(file: string): Promise<string> {
  // It may have ended meanwhile.
  return await readFile(file, 'utf8').catch(() => '');
}
