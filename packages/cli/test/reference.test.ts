import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { upToDate } from '@ktrdr/test-support';
import { fakeProcess } from '@ktrdr/terminal/testing';
import { DOCUMENTS } from '../src/documents/documents.ts';
import { createProgram } from '../src/program/program.ts';
import { formatCommands, leaves, pathOf } from './support/format-commands.ts';
import { formatDocuments } from './support/format-documents.ts';
import { schemaFiles, SETTINGS_FILE } from './support/json-schema.ts';
import { wordsOf } from './support/words-of.ts';

const reference = new URL('../../../docs/reference/', import.meta.url);
const schemas = new URL('../schemas/', import.meta.url);

const program = () => createProgram({ process: fakeProcess().process, version: '1.2.3', onDone: () => {} });

/** The commands that print no document, and what they print instead. */
const WITHOUT_DOCUMENT: Readonly<Record<string, string>> = {
  'local-prod shell': 'what is written in the container',
  'sandbox shell': 'what is written in the container',
  shell: 'what is written in the container',
  exec: 'what is written in the container',
  psql: 'what psql writes',
  run: 'what the program writes',
  compose: 'what Docker Compose writes',
  mcp: 'the messages of its protocol',
  'agents worktree-create': 'the path that Claude Code reads',
  'agents worktree-remove': 'nothing that Claude Code reads',
  complete: 'the words that a shell reads',
};

// With UPDATE_REFERENCE they are written: `npm run reference`.
test.each([...schemaFiles()])('the JSON Schema %s says what the document is made of', (name, generated) => {
  expect(upToDate(new URL(name, schemas), generated)).toBe(generated);
});

test('there is no other schema', () => {
  expect(readdirSync(fileURLToPath(schemas)).toSorted()).toEqual([...schemaFiles().keys()].toSorted());
});

test('the package has every schema, and nothing else beside them', () => {
  const directory = fileURLToPath(new URL('..', import.meta.url));
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [{ files }]: [{ files: { path: string }[] }] = JSON.parse(
    execFileSync('npm', args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  const packed = files.flatMap(({ path }) => (path.startsWith('schemas/') ? [path.slice('schemas/'.length)] : []));
  expect(packed.toSorted()).toEqual([...schemaFiles().keys()].toSorted());
});

test('the reference of documents says what the schemas say', () => {
  expect(upToDate(new URL('json-documents.md', reference), formatDocuments())).toBe(formatDocuments());
});

test('the reference of commands says what their definitions say', () => {
  const commands = formatCommands(program());
  expect(upToDate(new URL('commands.md', reference), commands)).toBe(commands);
});

test('every document has a version and a name of its own', () => {
  const names = DOCUMENTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const [name, text] of schemaFiles())
    if (name !== `${SETTINGS_FILE.name}.schema.json`)
      expect(JSON.parse(text)).toMatchObject({ properties: { schemaVersion: { const: 1 } } });
});

test('every command has a document, which documents.e2e.ts holds against what it prints, or a reason to have none', () => {
  const commands = leaves(program()).map(pathOf);
  const documented = DOCUMENTS.flatMap((one) => one.commands.map(wordsOf));
  expect(commands.filter((words) => !documented.includes(words)).toSorted()).toEqual(
    Object.keys(WITHOUT_DOCUMENT).toSorted(),
  );
  expect(documented.filter((words) => !commands.includes(words))).toEqual([]);
});
