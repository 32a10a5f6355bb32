/** The value of a variable; undefined where it is not set. */
export type Lookup = (name: string) => string | undefined;

export type Interpolated =
  | {
      readonly kind: 'value';
      readonly value: string;
      /** Variables that are not set and have no default. */ readonly unset: readonly string[];
    }
  | { readonly kind: 'invalid'; readonly reason: string };

const REFERENCE = /\$(?:(\$)|([A-Za-z_]\w*)|(\{))/g;
const BRACED = /^([A-Za-z_]\w*)(?:(:?[-+?])(.*))?$/s;

/**
 * Replaces variables as Compose does in files and in values of env files: `$NAME`, `${NAME}`, with a default (`:-`, `-`), an
 * alternative (`:+`, `+`) or a reason why it is required (`:?`, `?`), one in another; `$$` is a dollar sign.
 * Source: https://docs.docker.com/reference/compose-file/interpolation/, and tries with Compose 2.26 and 2.40
 */
export function interpolate(text: string, lookup: Lookup): Interpolated {
  const unset: string[] = [];
  let value = '';
  let rest = 0;
  const references = new RegExp(REFERENCE);
  for (let match = references.exec(text); match !== null; match = references.exec(text)) {
    value += text.slice(rest, match.index);
    const [, dollar, plain] = match;
    if (dollar !== undefined) value += dollar;
    else if (plain === undefined) {
      const end = closingBrace(text, match.index + 1);
      if (end === undefined) return invalid(text);
      const inner = braced(text.slice(match.index + 2, end), lookup);
      if (inner.kind === 'invalid') return inner;
      value += inner.value;
      unset.push(...inner.unset);
      references.lastIndex = end + 1;
    } else {
      const found = lookup(plain);
      value += found ?? '';
      if (found === undefined) unset.push(plain);
    }
    rest = references.lastIndex;
  }
  return { kind: 'value', value: value + text.slice(rest), unset };
}

function braced(text: string, lookup: Lookup): Interpolated {
  const [, name, operator, word = ''] = BRACED.exec(text) ?? [];
  if (name === undefined) return invalid(`\${${text}}`);
  const found = lookup(name);
  if (operator === undefined) return { kind: 'value', value: found ?? '', unset: found === undefined ? [name] : [] };
  // With a colon, empty is as good as not set.
  const isSet = found !== undefined && !(operator.startsWith(':') && found === '');
  const nothing = { kind: 'value', value: '', unset: [] } as const;
  if (operator.endsWith('+')) return isSet ? interpolate(word, lookup) : nothing;
  if (isSet) return { kind: 'value', value: found, unset: [] };
  if (operator.endsWith('-')) return interpolate(word, lookup);
  return { kind: 'invalid', reason: `variable ${name} is required${word === '' ? '' : `: ${word}`}` };
}

/** Where the brace ends that opens at `from`. */
function closingBrace(text: string, from: number): number | undefined {
  let depth = 0;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}') depth -= 1;
    if (depth === 0) return index;
  }
  return undefined;
}

function invalid(text: string): Interpolated {
  return { kind: 'invalid', reason: `${text} is not a variable` };
}
