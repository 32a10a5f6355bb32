import { createHash, createHmac } from 'node:crypto';
import { posix } from 'node:path';
import { type ComposeConfig, MOUNTS_LABEL } from '@ktrdr/compose-runner';
import { identityOf, mountedFile } from '../../entries/mounted-file.ts';
import { bindMounts } from '../check-config.ts';
import { givenFiles } from '../given-files.ts';
import type { OverlayPart } from './overlay.ts';
import { type UnprintedOptions, unprintedValues } from './unprinted-values.ts';

export interface MountOverlayOptions extends UnprintedOptions {
  /** Key of what labels tell of secrets, in hexadecimal digits; only asked for where they do. */
  readonly key: () => Promise<string>;
}

/**
 * A label that changes when a bind-mounted file or directory is another one than before. A mount is of the file that was at the path
 * when the container was made: after a branch switch, which replaces files, `git clean`, or a worktree made anew at its old place, a
 * container goes on with what is deleted, and Compose, which compares paths, leaves it. With another label it makes a new one. By the same label `why` tells
 * which containers go on with what is no longer there.
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
        async (source) => [source, await identityAt(source)] as const,
      ),
    ),
  );
  const given = givenFiles(config).filter(({ content, variable }) => content !== undefined || variable !== undefined);
  const unprinted = given.map((one) => unprintedValues(one, options));
  const key = unprinted.some((values) => values.length > 0) ? await options.key() : '';
  const noted = [
    ...mounts.map(({ service, target, source }) => ({ service, target, is: identities.get(source) })),
    ...given.map(({ service, target, content = '' }, index) => ({
      service,
      target,
      is: `text ${digest(`${content}${keyedDigest(key, unprinted[index] ?? [])}`)}`,
    })),
  ];
  const services = [...new Set(noted.map(({ service }) => service))];
  const label = (name: string): string => {
    const own = noted
      .filter(({ service }) => service === name)
      .map(({ target, is }) => [posix.resolve('/', target), is]);
    // Compose puts values of variables in place of what begins with a dollar sign.
    return JSON.stringify(
      Object.fromEntries(own.toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1))),
    ).replaceAll('$', '$$$$');
  };
  return { services: Object.fromEntries(services.map((name) => [name, { labels: { [MOUNTS_LABEL]: label(name) } }])) };
}

/** Of what is not here, which may be where the Engine is, and of what we may not look at, the path alone counts. */
async function identityAt(path: string): Promise<string> {
  const found = await mountedFile(path);
  return typeof found === 'string' ? 'none' : identityOf(found);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function keyedDigest(key: string, values: ReturnType<typeof unprintedValues>): string {
  if (values.length === 0) return '';
  return `\0${createHmac('sha256', Buffer.from(key, 'hex')).update(JSON.stringify(values)).digest('hex')}`;
}
