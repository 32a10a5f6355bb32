import { userSettings } from '@ktrdr/instance/internal';
import * as z from 'zod/mini';
import { jsonSchemaOf as toJsonSchema } from '../../src/documents/json-schema-of.ts';
import { DOCUMENTS, type PublishedDocument } from '../../src/documents/documents.ts';

/** The parts of a JSON Schema that ours have. */
export interface JsonSchema {
  readonly type?: string | readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: JsonSchema | undefined;
  readonly additionalProperties?: JsonSchema | boolean | undefined;
  readonly anyOf?: readonly JsonSchema[] | undefined;
  readonly oneOf?: readonly JsonSchema[] | undefined;
}

const jsonSchema: z.ZodMiniType<JsonSchema> = z.looseObject({
  type: z.optional(z.union([z.string(), z.array(z.string())])),
  description: z.optional(z.string()),
  const: z.optional(z.unknown()),
  enum: z.optional(z.array(z.unknown())),
  properties: z.optional(
    z.record(
      z.string(),
      z.lazy(() => jsonSchema),
    ),
  ),
  required: z.optional(z.array(z.string())),
  items: z.optional(z.lazy(() => jsonSchema)),
  additionalProperties: z.optional(z.union([z.boolean(), z.lazy(() => jsonSchema)])),
  anyOf: z.optional(z.array(z.lazy(() => jsonSchema))),
  oneOf: z.optional(z.array(z.lazy(() => jsonSchema))),
});

/** The JSON Schema of a document: fields that it does not know are allowed, as new ones may come. */
export function jsonSchemaOf({ name, text, schema }: PublishedDocument): JsonSchema {
  const { $schema, ...rest } = toJsonSchema(schema);
  return jsonSchema.parse({ $schema, title: name, description: text, ...rest });
}

/** What a person writes, and nothing prints: no others are allowed in it. */
export const SETTINGS_FILE: PublishedDocument = {
  name: 'config',
  commands: [],
  text: 'The settings of a user, `~/.ktrdr/config.json`.',
  schema: userSettings,
};

/** The files of `schemas/`, by their names. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map(
    [...DOCUMENTS, SETTINGS_FILE].map((one) => [
      `${one.name}.schema.json`,
      `${JSON.stringify(jsonSchemaOf(one), undefined, 2)}\n`,
    ]),
  );
}
