import { createHash, createHmac } from 'node:crypto';
import { type BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ComposeConfig } from '@ktrdr/compose-runner';
import { hasCode } from '@ktrdr/errors';
import { bindMounts } from '../check-config.ts';
import { givenFiles } from '../given-files.ts';
import type { OverlayPart } from './overlay.ts';
import { type UnprintedOptions, unprintedValues } from './unprinted-values.ts';

export interface MountOverlayOptions extends UnprintedOptions {
  /** Key of what labels tell of secrets, in hexadecimal digits; only asked for where they do. */
  readonly key: () => Promise<string>;
}

/** Says which files and directories a container was made with. */
const MOUNTS_LABEL = 'ktrdr.mounts';

/**
 * A label that changes when a bind-mounted file or directory is another one than before. A mount is of the file that was at the path
 * when the container was made: after a branch switch, which replaces files, `git clean`, or a worktree made anew at its old place, a
 * container goes on with what is deleted, and Compose, which compares paths, leaves it. With another label it makes a new one.
 *
 * The files of configs and secrets are mounted, too. Where the Compose file has the content of one, Compose writes it into the container that it
 * makes, and leaves a container that has an earlier one (seen with 2.26), so that the label stands for that as well. What it has of a secret or of the
 * environment is in the label under a key: others read labels, too.
 */
export async function mountOverlay(config: ComposeConfig, options: MountOverlayOptions): Promise<OverlayPart> {
  const mounts = bindMounts(config);
  const identities = new Map(
    await Promise.all(
      [...new Set(mounts.map(({ source }) => source))].map(
        async (source) => [source, identityOf(await statOf(source))] as const,
      ),
    ),
  );
  const given = givenFiles(config).filter(({ content, variable }) => content !== undefined || variable !== undefined);
  const unprinted = given.map((one) => unprintedValues(one, options));
  const key = unprinted.some((values) => values.length > 0) ? await options.key() : '';
  const written = given.map(({ service, target, content = '' }, index) => ({
    service,
    line: `${target}\0text\0${content}${keyedDigest(key, unprinted[index] ?? [])}\n`,
  }));
  const services = [...new Set([...mounts, ...written].map(({ service }) => service))];
  const digest = (name: string): string => {
    const own = mounts.filter(({ service }) => service === name);
    const texts = written.filter(({ service }) => service === name);
    const lines = [
      ...own.map(({ target, source }) => `${target}\0${identities.get(source)}\n`),
      ...texts.map(({ line }) => line),
    ];
    return createHash('sha256').update(lines.toSorted().join('')).digest('hex').slice(0, 16);
  };
  return { services: Object.fromEntries(services.map((name) => [name, { labels: { [MOUNTS_LABEL]: digest(name) } }])) };
}

function keyedDigest(key: string, values: ReturnType<typeof unprintedValues>): string {
  if (values.length === 0) return '';
  return `\0${createHmac('sha256', Buffer.from(key, 'hex')).update(JSON.stringify(values)).digest('hex')}`;
}

/**
 * What tells a file from another that takes its place. A file system gives a deleted file's inode to the next one, so that its time of
 * birth belongs to it (0 where a file system does not keep it); the device's number is left out, because it is another one after a
 * restart of the machine.
 */
function identityOf(stats: BigIntStats | undefined): string {
  return stats === undefined ? 'none' : `${stats.ino}:${stats.birthtimeNs}`;
}

async function statOf(path: string): Promise<BigIntStats | undefined> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    // What is not here may be where the Engine is, and what we may not look at it may: then the path alone counts.
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') || hasCode(error, 'EACCES')) return undefined;
    throw error;
  }
}
