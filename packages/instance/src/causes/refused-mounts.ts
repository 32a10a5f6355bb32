import { lstat } from 'node:fs/promises';
import { posix } from 'node:path';
import type { Container } from '@ktrdr/compose-runner';
import { isCodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { isOfThisMachine } from '../core/is-of-this-machine.ts';
import type { RefusedMount } from './cause-facts.ts';

const ANSWER_WITHIN_MS = 4_000;

/** Says who asks, and the number of each path that may not be read. */
const TRY = `id -u; number=0
for path do
  if [ -d "$path" ]; then [ -r "$path" ] && [ -x "$path" ]; else [ -r "$path" ]; fi || echo $number
  number=$((number + 1))
done`;

/**
 * What containers mount and may not use: of those that run as somebody else than root it is tried in the container, and of those that are not well their last
 * lines are read.
 *
 * @param logs the last lines of the containers that are not well, by their ids
 * @param isHere whether the Engine's files are on this machine
 */
export async function refusedMounts(
  context: Pick<Context, 'docker'>,
  all: readonly Container[],
  { logs, isHere }: { readonly logs: ReadonlyMap<string, readonly string[]>; readonly isHere: boolean },
): Promise<readonly RefusedMount[]> {
  const tried = await Promise.all(alike(all.filter(isTriable)).map(async (same) => await tryIn(context, same)));
  const written = all.flatMap((container) => saidIn(container, logs.get(container.id) ?? []));
  const found = [...written, ...tried.flat()];
  const isNew = ({ service, source }: Refusal, index: number): boolean =>
    found.findIndex((one) => one.service === service && one.source === source) === index;
  const each = found.filter(isNew);
  return await Promise.all(
    each.map(async ({ service, source, target, user, said, isTold, root }): Promise<RefusedMount> => {
      const owner = isHere ? await inTheWay(root, source) : undefined;
      return { service, source, target, user, said, isTold, owner };
    }),
  );
}

/** What was refused, before it is known why. */
interface Refusal extends Omit<RefusedMount, 'owner'> {
  /** What is mounted, in which it lies. */
  readonly root: string;
}

function isTriable({ state, user, binds }: Container): boolean {
  return state === 'running' && binds.length > 0 && !isRoot(user);
}

/** Whether a container's user is root, who may read everything. */
export function isRoot(user: string): boolean {
  return /^(?:|0|root)(?::|$)/.test(user);
}

/** Containers that see the same: what one of them is refused, all are. */
function alike(containers: readonly Container[]): readonly (readonly Container[])[] {
  const groups = new Map<string, Container[]>();
  for (const container of containers) {
    const key = JSON.stringify([container.user, container.imageId, container.binds]);
    groups.set(key, [...(groups.get(key) ?? []), container]);
  }
  return [...groups.values()];
}

async function tryIn({ docker }: Pick<Context, 'docker'>, same: readonly Container[]): Promise<readonly Refusal[]> {
  const [first] = same;
  if (first === undefined) return [];
  const { id, binds, user } = first;
  const command = ['sh', '-c', TRY, 'sh', ...binds.map(({ target }) => target)];
  // An image without a shell tells nothing.
  const lines = await docker.exec(id, command, { timeoutMs: ANSWER_WITHIN_MS }).then(
    ({ stdout }) => stdout.split('\n'),
    (error: unknown) => {
      if (!isCodedError(error)) throw error;
      return [];
    },
  );
  const [uid = '', ...refused] = lines;
  return refused.flatMap((line) => {
    const bind = /^\d+$/.test(line) ? binds[Number(line)] : undefined;
    if (bind === undefined) return [];
    const said = `tried in the container: uid ${uid} may not read ${bind.target}`;
    return same.map(({ service }) => ({ service, ...bind, user, said, isTold: true, root: bind.source }));
  });
}

/** The words of the kernel, as C, Python, Go, Node and shells write them. */
const DENIED = /permission denied|EACCES/i;

function saidIn({ service, user, binds }: Container, lines: readonly string[]): readonly Refusal[] {
  return lines
    .filter((line) => DENIED.test(line))
    .flatMap((line) => {
      // The innermost of those that lie in each other.
      const [innermost] = binds
        .flatMap(({ source, target }) => {
          const [, path] = new RegExp(`(${escaped(target)}(?:/[^\\s'":,)]*)?)(?![\\w.-])`).exec(line) ?? [];
          return path === undefined ? [] : [{ source, target, path }];
        })
        .toSorted((one, other) => other.target.length - one.target.length);
      if (innermost === undefined) return [];
      const below = posix.relative(innermost.target, innermost.path);
      const source = below === '' ? innermost.source : posix.join(innermost.source, below);
      return [
        { service, source, target: innermost.path, user, said: line.trim(), isTold: false, root: innermost.source },
      ];
    });
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}

/** The first on the way that does not let everybody through; where all do, what was wanted, or the last directory on the way to it that is there. */
async function inTheWay(root: string, path: string): Promise<RefusedMount['owner']> {
  if (!isOfThisMachine(root)) return undefined;
  const names = posix.relative(root, path).split('/').filter(Boolean);
  const way = [root, ...names.map((_, index) => posix.join(root, ...names.slice(0, index + 1)))];
  let last: RefusedMount['owner'];
  for (const each of way) {
    const found = await lstat(each).catch(() => undefined);
    if (found === undefined) return last;
    last = { path: each, uid: found.uid, mode: (found.mode & 0o7777).toString(8).padStart(4, '0') };
    const needed = (each === path ? READ : 0) | (found.isDirectory() ? ENTER : 0);
    if ((found.mode & needed) !== needed) return last;
  }
  return last;
}

/** Of everybody. */
const READ = 0o4;
const ENTER = 0o1;
