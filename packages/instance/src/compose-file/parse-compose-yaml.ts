import { type Document, isCollection, LineCounter, parseAllDocuments, Scalar, visit, YAMLMap } from 'yaml';
import { OVERRIDE_KEY, RESET_KEY } from './compose-tags.ts';

/** A Compose file as values, and what was wrong with it. */
export interface ComposeYaml {
  /** The value of each document: Compose merges them. */
  readonly documents: readonly unknown[];
  /** Mistakes in the YAML; what is beside them is in `documents`. */
  readonly problems: readonly string[];
}

// The files are the user's own, who may well use an anchor a few hundred times; the library's limit is made for strangers' files.
const MAX_ALIASES = 10_000;

/** Reads the YAML of a Compose file, with merge keys, anchors and Compose's two tags. Never throws. */
export function parseComposeYaml(text: string): ComposeYaml {
  const lines = new LineCounter();
  const found = parseAllDocuments(text, {
    merge: true,
    uniqueKeys: false,
    strict: false,
    logLevel: 'silent',
    prettyErrors: false,
    lineCounter: lines,
  });
  const problems: string[] = [];
  const documents = ('empty' in found ? [] : found).map((document): unknown => {
    problems.push(...document.errors.map(({ message, pos }) => `line ${lines.linePos(pos[0]).line}: ${message}`));
    writeTagsAsKeys(document);
    try {
      return document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  });
  return { documents, problems };
}

/** Values have no tags. */
function writeTagsAsKeys(document: Document.Parsed): void {
  visit(document, {
    Node(_, node) {
      if (node.tag === '!reset') return mapOf(RESET_KEY, new Scalar(true));
      if (node.tag !== '!override' || !isCollection(node)) return undefined;
      delete node.tag;
      return mapOf(OVERRIDE_KEY, node);
    },
  });
}

function mapOf(key: string, value: unknown): YAMLMap {
  const map = new YAMLMap();
  map.set(key, value);
  return map;
}
