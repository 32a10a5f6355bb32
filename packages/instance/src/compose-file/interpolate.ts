import type { Environment } from '../environment.ts';

const NAME = /^[A-Za-z_]\w*/;

/**
 * Replaces variables as Compose does: `$NAME`, `${NAME}`, `:-` and `-` with a default, `:+` and `+` with a replacement, each of which
 * may hold variables again; `$$` is `$`. A variable that is not set is empty, also where it is required: Compose refuses that itself.
 * Source: https://docs.docker.com/reference/compose-file/interpolation/
 */
export function interpolate(text: string, env: Environment): string {
  const dollar = text.indexOf('$');
  if (dollar < 0) return text;
  const [before, after] = [text.slice(0, dollar), text.slice(dollar + 1)];
  if (after.startsWith('$')) return `${before}$${interpolate(after.slice(1), env)}`;
  if (after.startsWith('{')) {
    const end = closingBrace(after);
    return `${before}${valueOf(after.slice(1, end), env)}${interpolate(after.slice(end + 1), env)}`;
  }
  const name = NAME.exec(after)?.[0];
  if (name === undefined) return `${before}$${interpolate(after, env)}`;
  return `${before}${env[name] ?? ''}${interpolate(after.slice(name.length), env)}`;
}

/** What is between the braces: a name and, after an operator, another text. */
function valueOf(expression: string, env: Environment): string {
  const name = NAME.exec(expression)?.[0] ?? '';
  const [, operator = '', other = ''] = /^(:?[-+?]|)(.*)$/s.exec(expression.slice(name.length)) ?? [];
  const value = env[name];
  const isSet = value !== undefined && !(operator.startsWith(':') && value === '');
  if (operator.endsWith('-') && !isSet) return interpolate(other, env);
  if (operator.endsWith('+')) return isSet ? interpolate(other, env) : '';
  return value ?? '';
}

function closingBrace(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}') depth -= 1;
    if (depth === 0) return index;
  }
  return text.length;
}
