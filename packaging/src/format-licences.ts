import type { Licence } from './read-licence.ts';

const RULE = '-'.repeat(80);

/** The text that goes with a bundle: each package by name, version and licence, and the words of its licence. */
export function formatLicences(licences: readonly Licence[]): string {
  const parts = licences.map(({ name, version, licence, texts }) =>
    [RULE, `${name} ${version} (${licence})`, RULE, '', texts.map((text) => text.trim()).join('\n\n'), ''].join('\n'),
  );
  return ['This program contains code of these packages.', '', ...parts].join('\n');
}

/** Reads {@link formatLicences}'s text: what it says of each package, by the package's name. */
export function parseLicences(text: string): ReadonlyMap<string, string> {
  const heading = new RegExp(`^${RULE}\\n(\\S+) \\S+ \\(.+\\)\\n${RULE}$`, 'gm');
  // The text before the first heading, then by turns a name and what follows its heading.
  const [, ...parts] = text.split(heading);
  return new Map(
    parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1]?.trim() ?? ''] as const] : [])),
  );
}
