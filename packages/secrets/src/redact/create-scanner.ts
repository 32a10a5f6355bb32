import { writtenForms } from './written-forms.ts';

/** The written forms of one character, as a tree over UTF-16 code units. */
interface FormNode {
  readonly id: number;
  readonly next: Map<number, FormNode>;
  /** A whole form ends here. */
  ends: boolean;
}

/** A stretch of the text, in code units from its very beginning. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Looks for patterns in a text that comes in chunks. */
export interface Scanner {
  /** Reads on, and gives the occurrences that end in this chunk. They may overlap. */
  scan(chunk: string): Stretch[];
  /** Where the first unfinished occurrence may have begun; nothing that is found later begins before it. */
  undecidedFrom(): number;
}

/**
 * Prepares a search for `patterns`, each character in any of its written forms, in whatever mixture.
 *
 * All candidates are followed at once, so that each code unit of the text is read once, whatever the text looks like:
 * Thompson's algorithm (Communications of the ACM 11/6, 1968), which can also stop and go on between any two chunks.
 */
export function createScanner(patterns: readonly string[]): () => Scanner {
  const nodes: FormNode[] = [];
  // One place for each character of each pattern, and an empty one behind each pattern.
  const places: (FormNode | undefined)[] = [];
  const beginnings = new Map<number, { readonly place: number; readonly node: FormNode }[]>();

  const forms = writtenForms(patterns.flatMap((pattern) => Array.from(pattern)));
  const trees = new Map(Array.from(forms, ([character, written]) => [character, growTree(written, nodes)]));
  for (const pattern of patterns) {
    const place = places.length;
    for (const character of pattern) places.push(trees.get(character));
    places.push(undefined);
    for (const [unit, node] of places[place]?.next ?? []) {
      beginnings.set(unit, [...(beginnings.get(unit) ?? []), { place, node }]);
    }
  }
  const beginning = anyOf([...beginnings.keys()]);

  return () => {
    let offset = 0;
    // A candidate is a node at a place, as one number; its value is where it began.
    let candidates = new Map<number, number>();
    let following = new Map<number, number>();

    const follow = (place: number, node: FormNode, start: number): void => {
      const key = place * nodes.length + node.id;
      const other = following.get(key);
      if (other === undefined || start < other) following.set(key, start);
    };

    return {
      scan(chunk) {
        const found: Stretch[] = [];
        const reach = (place: number, node: FormNode, start: number, end: number): void => {
          if (node.next.size > 0) follow(place, node, start);
          if (!node.ends) return;
          const root = places[place + 1];
          if (root === undefined) found.push({ start, end });
          else follow(place + 1, root, start);
        };

        for (let index = 0; index < chunk.length; index += 1) {
          if (candidates.size === 0) {
            beginning.lastIndex = index;
            const match = beginning.exec(chunk);
            if (match === null) break;
            index = match.index;
          }
          const unit = chunk.charCodeAt(index);
          const at = offset + index;
          for (const [key, start] of candidates) {
            const id = key % nodes.length;
            const node = nodes[id]?.next.get(unit);
            if (node !== undefined) reach((key - id) / nodes.length, node, start, at + 1);
          }
          for (const { place, node } of beginnings.get(unit) ?? []) reach(place, node, at, at + 1);
          // Clearing costs even where there is nothing to clear.
          if (candidates.size > 0) candidates.clear();
          const next = following;
          following = candidates;
          candidates = next;
        }
        offset += chunk.length;
        return found;
      },
      undecidedFrom: () => [...candidates.values()].reduce((first, start) => Math.min(first, start), offset),
    };
  };
}

/** A tree of these forms; its nodes are added to `nodes`, at their ids. */
function growTree(forms: Iterable<string>, nodes: FormNode[]): FormNode {
  const newNode = (): FormNode => {
    const node = { id: nodes.length, next: new Map<number, FormNode>(), ends: false };
    nodes.push(node);
    return node;
  };
  const root = newNode();
  for (const form of forms) {
    let node = root;
    for (let index = 0; index < form.length; index += 1) {
      const unit = form.charCodeAt(index);
      const child = node.next.get(unit) ?? newNode();
      node.next.set(unit, child);
      node = child;
    }
    node.ends = true;
  }
  return root;
}

/** Finds the next of these code units in a text. */
function anyOf(units: readonly number[]): RegExp {
  return new RegExp(`[${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}]`, 'g');
}
