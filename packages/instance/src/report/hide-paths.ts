import { createRedactor } from '@ktrdr/secrets';

/** A path that tells who somebody is, and what stands in its place. */
export interface HiddenPath {
  readonly path: string;
  readonly as: string;
}

/** Makes a function that puts something else in the place of these paths, also of those that are written as URLs, JSON and the like have them. */
export function hidePaths(paths: readonly HiddenPath[]): (text: string) => string {
  // Of one that lies in another, that one says more.
  const hidden = paths
    .filter(({ path }) => path.length > 1)
    .toSorted((one, other) => other.path.length - one.path.length)
    .map(({ path, as }) => ({ pattern: new RegExp(`${escaped(path)}(?![\\w-])`, 'g'), as }));
  const redactor = createRedactor(paths.map(({ path }) => path).filter((path) => path.length > 1));
  return (text) => redactor.redact(hidden.reduce((left, { pattern, as }) => left.replaceAll(pattern, () => as), text));
}

function escaped(path: string): string {
  return path.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
