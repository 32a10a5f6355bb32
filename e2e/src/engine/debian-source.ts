import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const SOURCES = '/etc/apt/sources.list.d';

/** One stanza of an apt `.sources` file (deb822), as text. */
export type SourceStanza = string;

/**
 * The stanza by which this machine gets the packages of `suite`, so that we follow whatever mirror it uses.
 *
 * @throws when no `.sources` file has one
 */
export async function findSource(suite: string): Promise<SourceStanza> {
  const names = (await readdir(SOURCES)).filter((name) => name.endsWith('.sources')).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(SOURCES, name), 'utf8')));
  const stanza = texts.map((text) => pickStanza(text, suite)).find((found) => found !== undefined);
  if (stanza === undefined) throw new Error(`No file in ${SOURCES} has a source for ${suite}`);
  return stanza;
}

/** The first stanza of a `.sources` file that offers binary packages of `suite`, without its comments. */
function pickStanza(text: string, suite: string): SourceStanza | undefined {
  const stanzas = text.replaceAll(/^#.*\n?/gm, '').split(/\n\s*\n/);
  return stanzas.find(
    (stanza) => fieldOf(stanza, 'Types').includes('deb') && fieldOf(stanza, 'Suites').includes(suite),
  );
}

/** The same archive and the same keys for another suite. */
export function withSuite(stanza: SourceStanza, suite: string): SourceStanza {
  const changed = stanza
    .replace(/^Types:.*$/m, 'Types: deb')
    .replace(/^Suites:.*$/m, `Suites: ${suite}`)
    .replace(/^Components:.*$/m, 'Components: main');
  return `${changed.trim()}\n`;
}

/** The address of the archive. */
export function archiveOf(stanza: SourceStanza): string {
  const [uri] = fieldOf(stanza, 'URIs');
  if (uri === undefined) throw new Error(`A source without an address:\n${stanza}`);
  return uri;
}

function fieldOf(stanza: SourceStanza, name: string): string[] {
  const value = new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(stanza)?.[1] ?? '';
  return value.split(/\s+/).filter((word) => word !== '');
}
