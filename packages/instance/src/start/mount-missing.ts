import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { BindMount } from './check-config.ts';

/** A mount whose source is not there, and is not made. */
export interface MissingMount {
  readonly mount: BindMount;
  /** git has it, and brings it back. */
  readonly isTracked: boolean;
  /** It is known to be a file. */
  readonly isFile: boolean;
}

/**
 * Says what to do about each: what git has is restored, of the rest only the user knows what it is.
 *
 * @returns CodedError `MOUNT_MISSING`, naming each source with its service
 */
export function mountMissing(missing: readonly MissingMount[], directory: string): CodedError {
  const list = missing.map(
    ({ mount: { service, source, target } }) => `${source} (service ${service} mounts it at ${target})`,
  );
  const sources = (isMeant: (one: MissingMount) => boolean): string[] => [
    ...new Set(missing.filter(isMeant).map(({ mount }) => mount.source)),
  ];
  const tracked = sources(({ isTracked }) => isTracked);
  const files = sources(({ isTracked, isFile }) => !isTracked && isFile);
  const others = sources(({ isTracked, isFile }) => !isTracked && !isFile);
  const restore = `The checkout has lost it, but git has it: git -C ${quoteArgument(directory)} restore -- ${tracked.map(quoteArgument).join(' ')}`;
  const these = files.length === 1 ? 'Put this file in its place' : 'Put these files in their places';
  const put = `${these}: ${files.map(quoteArgument).join(' ')}\nOr change the Compose file.`;
  const make = `Put the file in its place, or change the Compose file. If it should be an empty directory (a directory that .gitignore names with a trailing slash is created automatically): mkdir -p ${others.map(quoteArgument).join(' ')}`;
  return new CodedError(`A container mounts a path that does not exist: ${list.join('; ')}`, {
    code: 'MOUNT_MISSING',
    hint: [
      ...(tracked.length === 0 ? [] : [restore]),
      ...(files.length === 0 ? [] : [put]),
      ...(others.length === 0 ? [] : [make]),
    ].join('\n'),
  });
}
