const MARK = '# completion of ktrdr';

/** A start file of a shell with our line at its end, in place of an older one; everything else stays as it is. */
export function withLine(text: string, line: string): string {
  const rest = withoutLine(text);
  const ended = rest === '' || rest.endsWith('\n') ? rest : `${rest}\n`;
  return `${ended}${line}\n`;
}

/** The same without our line. */
export function withoutLine(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.trimEnd().endsWith(MARK))
    .join('\n');
}
