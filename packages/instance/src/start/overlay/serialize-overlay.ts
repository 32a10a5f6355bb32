import { Document, type Node, Scalar, YAMLMap } from 'yaml';
import { type OverlayPart, Override, RESET } from './overlay.ts';

/** An overlay as Compose reads it from standard input: YAML, because JSON has no tags. Strings are quoted: Compose reads a plain `no` as false. */
export function serializeOverlay(overlay: OverlayPart): string {
  const document = new Document();
  document.contents = nodeOf(document, overlay);
  return document.toString({ lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
}

function nodeOf(document: Document, value: unknown): Node {
  if (value === RESET) return tagged(new Scalar(null), '!reset');
  if (value instanceof Override) return tagged(nodeOf(document, value.value), '!override');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return document.createNode(value);
  const node = new YAMLMap<unknown, Node>();
  for (const [key, entry] of Object.entries(value)) node.set(key, nodeOf(document, entry));
  return node;
}

function tagged<Type extends Node>(node: Type, tag: string): Type {
  node.tag = tag;
  return node;
}
