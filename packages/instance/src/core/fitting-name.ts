import { createHash } from 'node:crypto';
import { LONGEST_SLUG, slugInId } from './sandbox-name.ts';

const MARK_LENGTH = 7;

/**
 * A name that a sandbox can have, made of one that somebody else has chosen: too long a one is cut, and ends with a mark of all of it, so that two that
 * begin alike stay two, and the same name always finds its sandbox.
 */
export function fittingName(name: string): string {
  const slug = slugInId(name);
  if (slug.length <= LONGEST_SLUG) return name;
  const mark = createHash('sha256').update(slug).digest('hex').slice(0, MARK_LENGTH);
  const kept = slug.slice(0, LONGEST_SLUG - MARK_LENGTH - 1).replace(/[-_]+$/, '');
  return `${kept}-${mark}`;
}
