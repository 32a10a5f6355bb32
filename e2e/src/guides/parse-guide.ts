/** A command of a guide, with what the guide says that it prints. */
export interface GuideStep {
  /** The line of the command in the guide, from 1. */
  readonly line: number;
  readonly command: string;
  readonly output: readonly string[];
}

/** A guide, as pieces of text and steps in their order. */
export type GuidePart =
  | { readonly kind: 'text'; readonly lines: readonly string[] }
  | { readonly kind: 'file'; readonly name: string; readonly lines: readonly string[] }
  | { readonly kind: 'step'; readonly step: GuideStep };

const BEGIN = '```console';
const FILE = /^```[a-z]+ ([\w.-]+)$/;
const END = '```';
const PROMPT = '$ ';

/**
 * Takes a guide apart: in a fenced block marked `console`, a line that begins with `$ ` is a command (it goes on after a `\`),
 * and the lines that follow are what it prints. A fenced block whose mark has a file's name after the language is that file.
 *
 * @throws Error for a console block that begins with something else than a command, or does not end
 */
export function parseGuide(text: string): GuidePart[] {
  const parts: GuidePart[] = [];
  let other: string[] = [];
  let inside = false;
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const name = inside ? undefined : FILE.exec(line)?.[1];
    if (name !== undefined) {
      const end = lines.indexOf(END, index + 1);
      if (end === -1) throw new Error(`line ${index + 1}: the file ${name} does not end`);
      parts.push({ kind: 'text', lines: [...other, line] }, { kind: 'file', name, lines: lines.slice(index + 1, end) });
      other = [END];
      index = end;
      continue;
    }
    if (!inside || line === END) {
      inside = inside ? line !== END : line === BEGIN;
      other.push(line);
      continue;
    }
    if (!line.startsWith(PROMPT)) throw new Error(`line ${index + 1}: a console block begins with a command: $ …`);
    if (other.length > 0) parts.push({ kind: 'text', lines: other });
    other = [];
    const begin = index;
    while (lines[index]?.endsWith('\\') === true) index += 1;
    const command = lines.slice(begin, index + 1);
    const output: string[] = [];
    for (; lines[index + 1] !== END && lines[index + 1]?.startsWith(PROMPT) === false; index += 1) {
      output.push(lines[index + 1] ?? '');
    }
    parts.push({ kind: 'step', step: { line: begin + 1, command: command.join('\n').slice(PROMPT.length), output } });
  }
  if (inside) throw new Error('a console block does not end');
  parts.push({ kind: 'text', lines: other });
  return parts;
}

/** The guide's text with other output in its steps. */
export function withOutputs(parts: readonly GuidePart[], outputOf: (step: GuideStep) => readonly string[]): string {
  return parts
    .flatMap((part) =>
      part.kind === 'step' ? [...`${PROMPT}${part.step.command}`.split('\n'), ...outputOf(part.step)] : part.lines,
    )
    .join('\n');
}
