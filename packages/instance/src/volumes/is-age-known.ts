import type { ProjectVolume } from '@ktrdr/compose-runner';

/**
 * Whether an Engine tells when a volume was made. A driver other than its own need not know, and then says nothing, or the first day of the year 1: any
 * volume of that name looks like any other.
 */
export function isAgeKnown({ createdAt }: Pick<ProjectVolume, 'createdAt'>): boolean {
  return Date.parse(createdAt) > 0;
}
