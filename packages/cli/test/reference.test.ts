import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { upToDate } from '@ktrdr/test-support';
import { fakeProcess } from '@ktrdr/terminal/testing';
import { DOCUMENTS } from '../src/documents/documents.ts';
import { createProgram } from '../src/program/program.ts';
import { formatCommands } from './support/format-commands.ts';
import { formatDocuments } from './support/format-documents.ts';
import { schemaFiles, SETTINGS_FILE } from './support/json-schema.ts';

const reference = new URL('../../../docs/reference/', import.meta.url);
const schemas = new URL('../schemas/', import.meta.url);

// With UPDATE_REFERENCE they are written: `npm run reference`.
test.each([...schemaFiles()])('the JSON Schema %s says what the document is made of', (name, generated) => {
  expect(upToDate(new URL(name, schemas), generated)).toBe(generated);
});

test('there is no other schema', () => {
  expect(readdirSync(fileURLToPath(schemas)).toSorted()).toEqual([...schemaFiles().keys()].toSorted());
});

test('the reference of documents says what the schemas say', () => {
  expect(upToDate(new URL('json-documents.md', reference), formatDocuments())).toBe(formatDocuments());
});

test('the reference of commands says what their definitions say', () => {
  const { process } = fakeProcess();
  const commands = formatCommands(createProgram({ process, version: '1.2.3', onDone: () => {} }));
  expect(upToDate(new URL('commands.md', reference), commands)).toBe(commands);
});

test('every document has a version and a name of its own', () => {
  const names = DOCUMENTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const [name, text] of schemaFiles())
    if (name !== `${SETTINGS_FILE.name}.schema.json`)
      expect(JSON.parse(text)).toMatchObject({ properties: { schemaVersion: { const: 1 } } });
});
