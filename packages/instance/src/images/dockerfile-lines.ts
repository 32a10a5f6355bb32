/** An instruction with what follows it, on one line. */
export interface Instruction {
  /** In capitals. */
  readonly instruction: string;
  readonly rest: string;
}

/**
 * The instructions of a Dockerfile: continued lines are joined, comments and here-documents left out. Undefined where another
 * escape character than the backslash is set.
 * Source: https://docs.docker.com/reference/dockerfile/#format
 */
export function logicalLines(text: string): Instruction[] | undefined {
  if (/^#\s*escape\s*=\s*`/im.test(text)) return undefined;
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const instructions: Instruction[] = [];
  let current = '';
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const isLast = index === lines.length - 1;
    // Comments and empty lines do not end an instruction that goes on.
    if (/^\s*(?:#|$)/.test(line) && !isLast) continue;
    if (/\\\s*$/.test(line) && !isLast) {
      current += `${line.replace(/\\\s*$/, '')} `;
      continue;
    }
    const one = instructionOf(current + line);
    current = '';
    if (one === undefined) continue;
    instructions.push(one);
    const documents = MAY_HAVE_DOCUMENTS.has(one.instruction) ? hereDocuments(one.rest) : [];
    if (documents === undefined) return undefined;
    for (const { name, indented } of documents) {
      do index += 1;
      while (index < lines.length && (indented ? (lines[index] ?? '').replace(/^\t+/, '') : lines[index]) !== name);
      if (index >= lines.length) return undefined;
    }
  }
  return instructions;
}

const MAY_HAVE_DOCUMENTS = new Set(['RUN', 'COPY', 'ADD']);

function instructionOf(line: string): Instruction | undefined {
  const [, instruction, rest = ''] = /^\s*([A-Za-z]+)(?:\s+([^]*))?$/.exec(line) ?? [];
  return instruction === undefined ? undefined : { instruction: instruction.toUpperCase(), rest: rest.trim() };
}

interface HereDocument {
  readonly name: string;
  /** Whether tabs before its end do not count (`<<-`). */
  readonly indented: boolean;
}

/** A word as BuildKit splits a line: quotes keep blanks together, and so does `<<`, which takes those that follow it. */
const WORD = /(?:<<[\t ]*|'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/g;

/**
 * The here-documents that follow a line: `cat <<EOF`, `<< 'EOF'`, `<<-EOF`; undefined where a `<<` is not understood. Blanks may follow
 * `<<`, but not `<<-`. BuildKit before 0.22 takes none there, and cannot read such a file at all.
 * Source: github.com/moby/buildkit 0.22, `reHeredoc` in `frontend/dockerfile/parser/parser.go` and `processPossibleHeredoc` in
 * `frontend/dockerfile/shell/lex.go`
 */
function hereDocuments(line: string): HereDocument[] | undefined {
  if (!line.includes('<<')) return [];
  if (line.replaceAll(WORD, '').trim() !== '') return undefined;
  const marked = (line.match(WORD) ?? []).filter((word) => /(?<!<)<<(?!<)/.test(word));
  const documents = marked.flatMap((word) => {
    const [, dash, , name] = /^\d*<<(-|[\t ]*)(["']?)([A-Za-z_][\w.]*)\2$/.exec(word) ?? [];
    return name === undefined ? [] : [{ name, indented: dash === '-' }];
  });
  return documents.length === marked.length ? documents : undefined;
}
