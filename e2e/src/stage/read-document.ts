import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { WORKSPACE } from '../places.ts';

const SCHEMAS = join(WORKSPACE, 'packages', 'cli', 'schemas');

/**
 * A JSON document that a command printed. It must be what its published JSON Schema says, and have no field that the schema does not know: what is
 * printed is documented.
 *
 * @param name of the schema: `status`
 */
export function readDocument(name: string, printed: string): unknown {
  const schema: unknown = JSON.parse(readFileSync(join(SCHEMAS, `${name}.schema.json`), 'utf8'));
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  const document: unknown = JSON.parse(printed);
  const problems = [schema, closed(schema)].flatMap((one) => {
    const validate = ajv.compile(object(one));
    return validate(document) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  });
  if (problems.length === 0) return document;
  throw new Error(`${name}: ${problems.join('; ')}\n${printed}`);
}

/** The same schema, without other fields than those that it names. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const all = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in schema && !('additionalProperties' in schema) ? { ...all, additionalProperties: false } : all;
}

function object(value: unknown): object {
  if (typeof value === 'object' && value !== null) return value;
  throw new Error('a JSON Schema is an object');
}
