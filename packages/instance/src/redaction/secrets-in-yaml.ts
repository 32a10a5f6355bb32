import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Pair,
  Parser,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import { isSecretKey } from './is-secret-key.ts';
import { secretsByPattern } from './secrets-by-pattern.ts';

/** Composing calls itself for each level; where the stack ended while a regular expression was made, so did the process (yaml 2.9.0, Node 20). */
const DEEPEST = 200;

/**
 * The secrets in YAML, and so in JSON, as a program reads them: what is behind a key that stands for one, the `value` of such a `name`, and what
 * {@link secretsByPattern} finds in a text that is a value itself. None in a document that is no YAML. Never throws.
 */
export function secretsInYaml(text: string): string[] {
  return documentsIn(text).flatMap((document) => {
    const values: string[] = [];
    // An anchor stands before its aliases, and its name may be given again: then the last one counts.
    const anchors = new Map<string, unknown>();
    // One that names itself is read once, and so is one that many name.
    const added = new Set<unknown>();
    const add = (node: unknown): void => {
      if (added.has(node)) return;
      added.add(node);
      if (isAlias(node)) add(anchors.get(node.source));
      else if (isSeq(node)) node.items.forEach(add);
      else if (isMap(node)) add(valueOf(node, ['value']));
      else if (isScalar(node)) values.push(...readings(node, text));
    };
    visit(document, {
      Value(_, node) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        if (isScalar(node) && typeof node.value === 'string') values.push(...secretsByPattern(node.value));
      },
      Map(_, map) {
        const name = valueOf(map, ['name', 'key']);
        if (isScalar(name) && isSecretKey(String(name.value))) add(valueOf(map, ['value']));
      },
      Pair(_, pair) {
        if (isSecretKey(keyOf(pair))) add(pair.value);
      },
    });
    return values;
  });
}

/** Of a text, the documents that are settings: most of what is no YAML is YAML's plainest form, one long text. */
function documentsIn(text: string): Document[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > DEEPEST) return [];
  }
  tokens.push(...parser.end());
  const composer = new Composer({ uniqueKeys: false, logLevel: 'silent' });
  return Array.from(composer.compose(tokens)).filter(
    ({ contents, errors }) => isCollection(contents) && errors.length === 0,
  );
}

function valueOf(map: YAMLMap, keys: readonly string[]): unknown {
  return map.items.find((pair) => keys.includes(keyOf(pair)))?.value;
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}

/** What a program reads; and where that is written in several lines, those, as one that prints the file has them. */
function readings({ value, source, range }: Scalar, text: string): string[] {
  const written = range ? text.slice(range[0], range[1]) : '';
  const read = typeof value === 'string' ? value : (source ?? String(value));
  return written.includes('\n') ? [read, written.replaceAll(/^["']|["']$/g, '')] : [read];
}
