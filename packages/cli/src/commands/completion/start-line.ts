/** What our line ends with. */
export function markOf(command: string): string {
  return `# completion of ${command}`;
}

/** What is to be added to a start file of a shell so that our line stands at its end; nothing where it has that line. */
export function addedLine(text: string, line: string): string {
  if (text.split('\n').some((one) => one.trimEnd() === line)) return '';
  return text === '' || text.endsWith('\n') ? `${line}\n` : `\n${line}\n`;
}

/** The same without our lines; everything else stays as it is. */
export function withoutLines(text: string, command: string): string {
  return text
    .split('\n')
    .filter((line) => !isLine(line.trimEnd(), command))
    .join('\n');
}

/** Whether it has the form of our line, whatever it leads to. */
function isLine(line: string, command: string): boolean {
  const [, tested, read, mark] = /^\[ -f (.+) \] && \. (.+) {2}(#.*)$/.exec(line) ?? [];
  return tested !== undefined && tested === read && mark === markOf(command);
}
