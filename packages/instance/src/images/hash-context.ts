import { createHash, type Hash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join, posix } from 'node:path';

/** How much is read to find out whether an image is current. Beyond it, the build cache is asked, which knows it faster. */
interface HashLimits {
  readonly entries: number;
  /** Of all files together. */
  readonly bytes: number;
}

const LIMITS: HashLimits = { entries: 5000, bytes: 64 * 1024 * 1024 };

interface HashOptions {
  /** Of paths that a build does not see. */
  readonly isIgnored?: (path: string) => boolean;
  readonly limits?: HashLimits;
}

/**
 * Hashes of what lies at these paths of a context, by the paths as they were given: of names, contents, permissions and targets of links, as a build takes them.
 * Undefined where that is too much, all together, or cannot be read.
 *
 * @param paths relative to the context; `*` and `?` in the last part stand for names
 */
export async function hashContext(
  context: string,
  paths: readonly string[],
  { isIgnored = () => false, limits = LIMITS }: HashOptions = {},
): Promise<Readonly<Record<string, string>> | undefined> {
  const left = { ...limits };
  const hashes: Record<string, string> = {};
  try {
    for (const path of paths) {
      const walk: Walk = { hash: createHash('sha256'), context, isIgnored, left };
      // What leads out of the context leads to its top.
      const inside = posix.resolve('/', path).slice(1);
      for (const each of await matches(context, inside)) {
        // A build follows a link that it is told to copy; below a directory it copies links as they are.
        if ((await lstat(join(context, each))).isSymbolicLink()) return undefined;
        await addEntry(walk, each);
      }
      hashes[path] = walk.hash.digest('hex');
    }
  } catch {
    return undefined;
  }
  return hashes;
}

interface Walk {
  readonly hash: Hash;
  readonly context: string;
  readonly isIgnored: (path: string) => boolean;
  readonly left: { entries: number; bytes: number };
}

async function matches(context: string, path: string): Promise<string[]> {
  const [directory, last] = [posix.dirname(path), posix.basename(path)];
  // Character classes and wildcards in directories are rare: everything below counts.
  const wild = path.split('/').findIndex((part) => /[*?[\\]/.test(part));
  if (wild === -1) return [path];
  if (wild < path.split('/').length - 1 || /[[\\]/.test(last)) return [path.split('/').slice(0, wild).join('/')];
  const pattern = new RegExp(
    `^${last
      .replaceAll(/[.+^${}()|]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  );
  const names = await readdir(join(context, directory));
  return names.filter((name) => pattern.test(name)).map((name) => posix.join(directory, name));
}

async function addEntry(walk: Walk, path: string): Promise<void> {
  const { hash, left } = walk;
  if (walk.isIgnored(path)) return;
  const full = join(walk.context, path);
  const found = await lstat(full);
  left.entries -= 1;
  left.bytes -= found.isFile() ? found.size : 0;
  if (left.entries < 0 || left.bytes < 0) throw new Error('too much');
  const add = (kind: string, content: string | Buffer): void => {
    const mode = (found.mode & 0o7777).toString(8);
    hash.update(`${kind} ${mode} ${JSON.stringify(path)} ${content.length}\n`).update(content);
  };
  if (found.isFile()) add('file', await readFile(full));
  else if (found.isSymbolicLink()) add('link', await readlink(full));
  else if (found.isDirectory()) {
    add('directory', '');
    for (const name of (await readdir(full)).toSorted()) await addEntry(walk, posix.join(path, name));
  } else throw new Error('neither file nor directory');
}
