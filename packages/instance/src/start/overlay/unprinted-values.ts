import type { Environment } from '../../core/environment.ts';
import type { GivenFile } from '../given-files.ts';
import { placeholderFor } from '../secrets/variables-read.ts';

export interface UnprintedOptions {
  /** By variable; undefined for a start without. */
  readonly secrets: Readonly<Record<string, string>> | undefined;
  /** The secrets for which the resolved files have placeholders. */
  readonly placeholders: ReadonlySet<string>;
  /** All the variables that Compose knows. */
  readonly variables: Environment;
}

/**
 * What a config or a secret contains, and the resolved Compose files do not say: by variable, in a fixed order. A secret without a
 * placeholder may stand in any text.
 */
export function unprintedValues(
  { content, variable }: Pick<GivenFile, 'content' | 'variable'>,
  { secrets = {}, placeholders, variables }: UnprintedOptions,
): (readonly [variable: string, value: string])[] {
  const isRead = (name: string): boolean =>
    content !== undefined &&
    (!placeholders.has(name) || new RegExp(String.raw`${placeholderFor(name)}(?!\w)`).test(content));
  const inText = Object.entries(secrets).filter(([name]) => isRead(name));
  const whole = variable === undefined ? [] : [[variable, variables[variable] ?? ''] as const];
  return [...inText, ...whole].toSorted(([one], [other]) => (one < other ? -1 : 1));
}
