/** Keeps the last of what comes, as much as fits. */
export interface KeepLast<Item> {
  add(item: Item): void;
  readonly items: readonly Item[];
  /** Whether there was more. */
  readonly isCut: boolean;
}

/** @param most of what `sizeOf` counts; the last one is kept whatever it counts */
export function keepLast<Item>(most: number, sizeOf: (item: Item) => number): KeepLast<Item> {
  const kept = new Set<{ readonly item: Item }>();
  let size = 0;
  let isCut = false;
  return {
    add(item) {
      kept.add({ item });
      size += sizeOf(item);
      for (const oldest of kept) {
        if (size <= most || kept.size === 1) break;
        kept.delete(oldest);
        size -= sizeOf(oldest.item);
        isCut = true;
      }
    },
    get items() {
      return Array.from(kept, ({ item }) => item);
    },
    get isCut() {
      return isCut;
    },
  };
}
