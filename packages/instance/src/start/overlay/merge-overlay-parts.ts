import type { OverlayEntry, OverlayPart } from './overlay.ts';

const SECTIONS = ['services', 'networks', 'volumes'] as const;

/** All parts as one. But for labels, no two parts say anything of the same key of the same service, network or volume. */
export function mergeOverlayParts(parts: readonly OverlayPart[]): OverlayPart {
  return Object.fromEntries(
    SECTIONS.flatMap((section) => {
      const all = merged(parts, section);
      return all === undefined ? [] : [[section, all]];
    }),
  );
}

function merged(
  parts: readonly OverlayPart[],
  section: (typeof SECTIONS)[number],
): Record<string, OverlayEntry> | undefined {
  const all: Record<string, OverlayEntry> = {};
  for (const part of parts) {
    for (const [name, entry] of Object.entries(part[section] ?? {})) {
      if (Object.keys(entry).length > 0) all[name] = mergedEntry(all[name], entry);
    }
  }
  return Object.keys(all).length === 0 ? undefined : all;
}

function mergedEntry(one: OverlayEntry | undefined, other: OverlayEntry): OverlayEntry {
  const labels = { ...one?.labels, ...other.labels };
  return { ...one, ...other, ...(Object.keys(labels).length === 0 ? {} : { labels }) };
}
