import { interpolate, type Interpolated, type Lookup } from './interpolate.ts';
import type { WrittenValue } from './scan-env-file.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  c: String.raw`\c`,
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  '\\': '\\',
  // What is left of it after the escape is a dollar sign for the interpolation.
  $: '$$',
};

/**
 * What Compose makes of a value in an env file: as it is in single quotes, else with its variables replaced, and in double quotes
 * with escapes besides.
 */
export function resolveValue({ quote, text }: WrittenValue, lookup: Lookup): Interpolated {
  if (quote === 'single') return { kind: 'value', value: text.replaceAll(String.raw`\'`, "'"), unset: [] };
  const found = interpolate(quote === 'double' ? expandEscapes(text) : text, lookup);
  if (found.kind === 'value' && found.value.includes('\0')) {
    return { kind: 'invalid', reason: 'it contains a character that a variable cannot hold' };
  }
  return found;
}

function expandEscapes(text: string): string {
  return text.replaceAll(/\\(?:0([0-7]{3})|([abcfnrtv"\\$]))/g, (whole, octal: string | undefined, letter = '') => {
    if (octal !== undefined) return String.fromCharCode(Number(`0o${octal}`));
    return ESCAPES[String(letter)] ?? whole;
  });
}
