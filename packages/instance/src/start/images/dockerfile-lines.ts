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

/** The here-documents that follow a line: `cat <<EOF`, `<<-'EOF'`; undefined where a `<<` is not understood. */
function hereDocuments(line: string): HereDocument[] | undefined {
  const marks = [...line.matchAll(/(?<!<)<<(?!<)/g)];
  const documents = [...line.matchAll(/(?<!<)<<(?!<)(-?)(["']?)([A-Za-z_][\w.]*)\2(?=\s|$)/g)];
  if (marks.length !== documents.length) return undefined;
  return documents.map(([, dash, , name = '']) => ({ name, indented: dash === '-' }));
}
