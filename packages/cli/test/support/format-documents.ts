import { markdownTable } from '@ktrdr/test-support';
import { DOCUMENTS, type PublishedDocument } from '../../src/documents/documents.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';
import { wordsOf } from './words-of.ts';

/** docs/reference/json-documents.md: every document, field by field. */
export function formatDocuments(): string {
  return `# JSON documents

<!-- Generated from packages/cli/src/documents by \`npm run reference\`. -->

With \`--json\`, a command prints one document on standard output; text for people goes to standard error. \`logs\` prints one document for
each line. Every document has \`schemaVersion\`. As long as this number stays the same, no field is removed and none changes its meaning. New fields may
be added, so programs should ignore unknown fields.

Long-running commands (\`up\`, \`down\`, \`destroy\`, \`sandbox create\`, \`sandbox init-shared\`, \`doctor\`) report progress to programs. With \`--events\`, standard
error has one JSON object per line and nothing else, unless the command line itself is wrong, and the command does not ask. With \`--events-file <file>\`, the events
are appended to a file, and standard error is for people.

The JSON Schemas are in \`@ktrdr/cli\`, as \`@ktrdr/cli/schemas/<name>.schema.json\`, and in this repository in
[packages/cli/schemas](../../packages/cli/schemas).

${DOCUMENTS.map(formatDocument).join('\n\n')}
`;
}

function formatDocument(document: PublishedDocument): string {
  const { name, text, commands } = document;
  const rows = rowsOf(jsonSchemaOf(document), '').map(({ path, type, isOptional, text: what }) => [
    `\`${path}\``,
    type,
    isOptional ? 'may be absent' : '',
    what,
  ]);
  return [
    `## ${name}`,
    '',
    `${text}${commands.length === 0 ? '' : ` Printed by ${commands.map(linked).join(', ')}.`}`,
    '',
    markdownTable(['field', 'type', '', 'meaning'], rows),
  ].join('\n');
}

/** A line of its `commands`, leading to the command. */
function linked(command: string): string {
  return `[\`${command}\`](commands.md#${wordsOf(command).replaceAll(' ', '-')})`;
}

interface Row {
  readonly path: string;
  readonly type: string;
  readonly isOptional: boolean;
  readonly text: string;
}

function rowsOf({ properties = {}, required = [] }: JsonSchema, above: string): Row[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${above}${name}`;
    const row = { path, type: typeOf(schema), isOptional: !required.includes(name), text: schema.description ?? '' };
    return [row].concat(below(schema, path));
  });
}

/** What is in it, for what has fields of its own. */
function below(schema: JsonSchema, path: string): Row[] {
  const [alone, ...others] = variantsOf(schema);
  if (alone === undefined) return [];
  if (others.length > 0) return mergedRows([alone, ...others], path);
  if (alone.items !== undefined) return below(alone.items, `${path}[]`);
  if (typeof alone.additionalProperties === 'object') return below(alone.additionalProperties, `${path}.<name>`);
  return rowsOf(alone, `${path}.`);
}

/** The fields of all variants, each once. */
function mergedRows(variants: readonly JsonSchema[], path: string): Row[] {
  const all = variants.flatMap((one) => rowsOf(one, `${path}.`));
  const paths = [...new Set(all.map((row) => row.path))];
  return paths.flatMap((each) => {
    const [first, ...more] = all.filter((row) => row.path === each);
    if (first === undefined) return [];
    const types = [...new Set([first, ...more].map(({ type }) => type))];
    const texts = [...new Set([first, ...more].map(({ text }) => text).filter((text) => text !== ''))];
    const isOptional = first.isOptional || more.length + 1 < variants.length;
    return [{ path: each, type: types.join(' or '), isOptional, text: texts.join(' ') }];
  });
}

/** What it may be, beside null. */
function variantsOf(schema: JsonSchema): readonly JsonSchema[] {
  const variants = schema.anyOf ?? schema.oneOf;
  return variants === undefined ? [schema] : variants.filter(({ type }) => type !== 'null');
}

function typeOf(schema: JsonSchema): string {
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants !== undefined) return [...new Set(variants.map(typeOf))].join(' or ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${JSON.stringify(one)}\``).join(', ');
  const { type } = schema;
  if (type === 'array') return `list of ${typeOf(schema.items ?? {})}`;
  if (type === undefined) return 'anything';
  return typeof type === 'string' ? type : type.join(' or ');
}
