import { basename } from 'node:path';
import type { LockHolder } from '@ktrdr/durable-files';
import type { LockBearer } from './lock-bearers.ts';

/** Options of `docker` and of `docker compose` that are followed by their value, as they are given to children of ours. */
const WITH_VALUE = new Set(['--context', '--host', '-p', '--project-directory', '-f', '--profile']);

/** What `docker` starts to do its work: its plugins, and under Docker Desktop the program behind it. Not a helper for credentials, which others keep. */
const AT_WORK = /^(?:docker|com\.docker\.cli|docker-(?!credential-)[a-z]+)$/;

/** What is started of `docker` while an operation's lock is held. */
const STARTED = new Set(['compose', 'pull', 'run', 'build', 'buildx']);

/**
 * Whether a process is a `docker` command of an operation's, or a part of one, by the words that it was called with. Others have the operation's lock as well: a
 * `docker` of the user's own may start more than it is asked for, for another project, or to watch.
 *
 * @param id of the instance, which is the name of its project
 */
export function isDockerAtWork(args: readonly string[], id: string): boolean {
  const program = basename(args[0] ?? '');
  if (!AT_WORK.test(program)) return false;
  const [first = ''] = wordsOf(args);
  if (program === 'docker' && !STARTED.has(first)) return false;
  const project = first === 'compose' ? projectOf(args) : undefined;
  return project === undefined || project === id;
}

function projectOf(args: readonly string[]): string | undefined {
  const at = args.findIndex((word) => word === '-p' || word === '--project-name');
  if (at >= 0) return args[at + 1];
  return args.find((word) => word.startsWith('--project-name='))?.slice('--project-name='.length);
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
  const [first = '', second = ''] = wordsOf(args);
  const deeper = ['compose', 'container', 'network', 'volume', 'image', 'buildx'].includes(first);
  return ['docker', first, ...(deeper ? [second] : [])].filter((word) => word !== '').join(' ');
}

function wordsOf(args: readonly string[]): string[] {
  const found: string[] = [];
  for (let index = 1; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (WITH_VALUE.has(word)) index += 1;
    else if (!word.startsWith('-')) found.push(word);
  }
  return found;
}
