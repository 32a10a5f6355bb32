/**
 * Whether a path of a build's context is surely ignored, by the text of a `.dockerignore`. Patterns of kinds that are rare count as
 * if they were not there, and exceptions (`!`) make all others uncertain: then more is looked at than a build takes, never less.
 * Source: https://docs.docker.com/build/concepts/context/#dockerignore-files
 *
 * @returns a judge of paths relative to the context; of what is below an ignored directory it need not be asked
 */
export function dockerIgnore(text: string): (path: string) => boolean {
  const patterns = text
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (patterns.some((pattern) => pattern.startsWith('!'))) return () => false;
  const expressions = patterns.flatMap((pattern) => {
    const plain = pattern.replace(/^\.?\/+/, '').replace(/\/+$/, '');
    return plain === '' || /[[\\]|(?:^|\/)\.{1,2}(?:\/|$)|\/\//.test(plain) ? [] : [expressionOf(plain)];
  });
  return (path) => expressions.some((expression) => expression.test(path));
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*\/|\*\*|\*|\?)/).map((part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replaceAll(/[.+^${}()|]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join('')}$`, 's');
}
