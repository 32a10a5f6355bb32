/** What is different between two texts, line by line: `-` was there, `+` comes instead. @param before undefined where there is none */
export function changedLines(before: string | undefined, after: string): string[] {
  const [old, next] = [linesOf(before ?? ''), linesOf(after)];
  const most = Math.min(old.length, next.length);
  let same = 0;
  while (same < most && old[same] === next[same]) same += 1;
  let end = 0;
  while (end < most - same && old.at(-1 - end) === next.at(-1 - end)) end += 1;
  return [
    ...old.slice(same, old.length - end).map((line) => `- ${line}`),
    ...next.slice(same, next.length - end).map((line) => `+ ${line}`),
  ];
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
