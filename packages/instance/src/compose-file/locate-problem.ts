import { isCollection, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, visit } from 'yaml';

/** A line of a Compose file. */
export interface Place {
  readonly file: string;
  /** The first is 1. */
  readonly line: number;
}

export interface FileText {
  readonly file: string;
  readonly text: string;
}

/**
 * Finds the line that Compose complains of. Compose names the place in words of its own (`services.db.ports must be a list`), and of
 * several files not even which; where it names a line of YAML that is not well formed, it is often not the one.
 * Source of its words: tries with Compose 2.26 and 2.40
 *
 * Large, because of its parser: load it where it is used.
 *
 * @param words what Compose printed
 * @param files later ones merged over earlier ones
 */
export function locateProblem(words: string, files: readonly FileText[]): Place | undefined {
  const read = files.map(({ file, text }) => ({ file, ...readLines(text) }));
  const broken = read.find(({ error }) => error !== undefined);
  if (broken?.error !== undefined) return { file: broken.file, line: broken.error };
  const path = pathIn(words);
  const found = read.flatMap(({ file, roots, lineOf }) => {
    const { node, depth } = roots.map((root) => walk(root, path)).toSorted((a, b) => b.depth - a.depth)[0] ?? {};
    return node === undefined || depth === undefined || depth < 2 ? [] : [{ file, line: lineOf(node), depth }];
  });
  const deepest = found.toSorted((a, b) => b.depth - a.depth)[0];
  if (deepest !== undefined) return { file: deepest.file, line: deepest.line };
  const quoted = read.flatMap(({ file, roots, lineOf }) =>
    roots.flatMap((root) => scalarsWith(root, words)).map((node) => ({ file, line: lineOf(node) })),
  );
  return quoted.length === 1 ? quoted[0] : undefined;
}

interface Read {
  readonly roots: readonly Node[];
  /** The line of the first error. */
  readonly error: number | undefined;
  readonly lineOf: (node: Node) => number;
}

function readLines(text: string): Read {
  const lines = new LineCounter();
  const found = parseAllDocuments(text, { merge: true, logLevel: 'silent', prettyErrors: false, lineCounter: lines });
  const documents = 'empty' in found ? [] : found;
  const [error] = documents.flatMap(({ errors }) => errors);
  return {
    roots: documents.flatMap(({ contents }) => contents ?? []),
    error: error && lines.linePos(error.pos[0]).line,
    lineOf: ({ range }) => lines.linePos(range?.[0] ?? 0).line,
  };
}

/** What Compose's words name: `services.db.ports`, as one text, since names may have dots themselves. */
function pathIn(words: string): string {
  const [, service, what] =
    /service "([^"]+)" (?:refers to undefined |depends on )?(network|volume|config|secret|undefined service)?/.exec(
      words,
    ) ?? [];
  const path = /(?:services|networks|volumes|configs|secrets)[.[][^\s:,'"]+/.exec(words)?.[0];
  if (path !== undefined) {
    const further =
      /Additional propert(?:y|ies) '?([\w.-]+)'? (?:is|are) not allowed|additional properties '([^']+)'/.exec(words);
    const plain = path.replaceAll(/\[([^\]]*)\]/g, '.$1').replace(/\.$/, '');
    return further === null ? plain : `${plain}.${further[1] ?? further[2]}`;
  }
  if (service === undefined) return '';
  const key = what === 'undefined service' ? 'depends_on' : what === undefined ? 'extends' : `${what}s`;
  return `services.${service}.${key}`;
}

interface Step {
  /** The key, or item, that was found last. */
  readonly node: Node | undefined;
  readonly depth: number;
}

function walk(node: Node, path: string, from: Step = { node: undefined, depth: 0 }): Step {
  if (path === '' || !isCollection(node)) return from;
  const entries = isSeq(node)
    ? node.items.map((item, index) => ({ name: String(index), at: item, value: item }))
    : isMap(node)
      ? node.items.map(({ key, value }) => ({ name: isScalar(key) ? String(key.value) : '', at: key, value }))
      : [];
  const steps = entries
    .filter(({ name }) => path === name || path.startsWith(`${name}.`))
    .map(({ name, at, value }) => {
      const step = { node: isNode(at) ? at : undefined, depth: from.depth + 1 };
      return isNode(value) ? walk(value, path.slice(name.length + 1), step) : step;
    });
  return steps.toSorted((a, b) => b.depth - a.depth)[0] ?? from;
}

function isNode(value: unknown): value is Node {
  return isCollection(value) || isScalar(value);
}

/** The texts that hold something which the words quote. */
function scalarsWith(root: Node, words: string): Node[] {
  const quotes = words.split(/\s+/).flatMap((word) => {
    const bare = word.replaceAll(/^['"`]+|['"`:,.]+$/g, '');
    return bare.length >= 3 && /[^a-z]/i.test(bare) ? [bare] : [];
  });
  const found: Node[] = [];
  visit(root, {
    Scalar(_, node) {
      if (quotes.some((quote) => String(node.value).includes(quote))) found.push(node);
    },
  });
  return found;
}
