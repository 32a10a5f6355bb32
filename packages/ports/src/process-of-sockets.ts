import { readdir, readFile, readlink } from 'node:fs/promises';
import type { ListeningProcess } from './find-listeners.ts';

/**
 * The processes that hold these sockets, by inode. Linux only; a process of another user is not seen and simply absent.
 * Source: proc_pid_fd(5).
 */
export async function processOfSockets(inodes: readonly string[]): Promise<Map<string, ListeningProcess>> {
  const found = new Map<string, ListeningProcess>();
  if (inodes.length === 0) return found;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    // A process may end while we look at it.
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
    const held = inodes.filter((inode) => targets.includes(`socket:[${inode}]`));
    if (held.length === 0) continue;
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
    for (const inode of held) found.set(inode, { pid: Number(pid), name });
  }
  return found;
}
