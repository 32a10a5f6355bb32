import { Document, type Node, Scalar, YAMLMap } from 'yaml';
import { type OverlayPart, Override, RESET } from './overlay.ts';

/**
 * An overlay as Compose reads it from standard input: YAML, because JSON has no tags. Strings are quoted: Compose reads a plain `no` as false.
 *
 * What replaces a value is written in two documents, the first of which takes it away. `!override` would do both, but is
 * known from Compose 2.24.4 on only, and Compose 2.24.0 cannot merge a list of networks with a mapping.
 */
export function serializeOverlay(overlay: OverlayPart): string {
  const replaced = replacements(overlay);
  return [...(replaced === undefined ? [] : [replaced]), overlay].map(serialize).join('---\n');
}

function serialize(overlay: OverlayPart): string {
  const document = new Document();
  document.contents = nodeOf(document, overlay);
  return document.toString({ lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
}

/** Only what is replaced, and taken away; undefined where nothing is. */
function replacements(value: unknown): Record<string, unknown> | undefined {
  if (!isMapping(value)) return undefined;
  const found = Object.entries(value).flatMap(([key, entry]) => {
    const below = entry instanceof Override ? RESET : replacements(entry);
    return below === undefined ? [] : [[key, below] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function nodeOf(document: Document, value: unknown): Node {
  if (value === RESET) return tagged(new Scalar(null), '!reset');
  if (value instanceof Override) return nodeOf(document, value.value);
  if (!isMapping(value)) return document.createNode(value);
  const node = new YAMLMap<unknown, Node>();
  for (const [key, entry] of Object.entries(value)) node.set(key, nodeOf(document, entry));
  return node;
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Override);
}

function tagged<Type extends Node>(node: Type, tag: string): Type {
  node.tag = tag;
  return node;
}
