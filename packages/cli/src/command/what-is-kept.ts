import type { StoppedVolumes } from '@ktrdr/instance';

/** What a `down` that keeps volumes says of them, after `… is stopped; `: they may be gone before it. */
export function whatIsKept({ missing, unfinished }: Pick<StoppedVolumes, 'missing' | 'unfinished'>): string {
  const names = missing.join(', ');
  if (unfinished === undefined)
    return `its volumes are kept${names === '' ? '' : `, except for those that were already gone: ${names}`}`;
  const { removal, finish } = unfinished;
  const gone = names === '' ? '' : ` (gone: ${names})`;
  return `its volumes are as an interrupted ${removal} left them${gone}; to finish it: ${finish}`;
}
