import { basename } from 'node:path';
import type { LockHolder } from '@ktrdr/durable-files';
import type { LockBearer } from './lock-bearers.ts';

/** Options of `docker` and of `docker compose` that are followed by their value, as they are given to children of ours. */
const WITH_VALUE = new Set(['--context', '--host', '-p', '--project-directory', '-f', '--profile']);

/** What `docker` starts to do its work: its plugins, and under Docker Desktop the program behind it. Not a helper for credentials, which others keep. */
const AT_WORK = /^(?:docker|com\.docker\.cli|docker-(?!credential-)[a-z]+)$/;

/** Whether a process is a `docker` command, or a part of one, by the words that it was called with. */
export function isDockerAtWork(args: readonly string[]): boolean {
  return AT_WORK.test(basename(args[0] ?? ''));
}

/**
 * What an ended command has left running, and which one: `docker compose up (process 4711), which an earlier "ktrdr up" left running`. Of the several
 * processes of one `docker` command it names the one that the others come from.
 */
export function describeLeft(children: readonly LockBearer[], by: LockHolder | undefined): string {
  const commands = children.filter(({ args }) => basename(args[0] ?? '') === 'docker');
  const named = (commands.length > 0 ? commands : children.slice(0, 1))
    .map(({ pid, args }) => `${words(args)} (process ${pid})`)
    .join(', ');
  return `${named}, which an earlier ${by === undefined ? 'command' : `"${by.command}"`} left running`;
}

/** `docker compose up`, without the options and what follows. */
function words(args: readonly string[]): string {
  const found: string[] = [];
  for (let index = 1; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (WITH_VALUE.has(word)) index += 1;
    else if (!word.startsWith('-')) found.push(word);
  }
  const [first = '', second = ''] = found;
  const deeper = ['compose', 'container', 'network', 'volume', 'image', 'buildx'].includes(first);
  return ['docker', first, ...(deeper ? [second] : [])].filter((word) => word !== '').join(' ');
}
