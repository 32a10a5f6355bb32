import type { Image } from '@ktrdr/engine';
import { labels } from './labels.ts';

/** An image, as far as it matters whose it is. */
export interface ImageSummary {
  readonly id: string;
  /** Every name that it has: tags, and digests under which it was pulled. */
  readonly names: readonly string[];
  /** The Compose project whose files built it. */
  readonly project: string | undefined;
}

export function toImageSummary({ id, tags, digests, labels: all }: Image): ImageSummary {
  return { id, names: [...tags, ...digests], project: all[labels.project] };
}
