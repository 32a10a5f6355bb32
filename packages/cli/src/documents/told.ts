import * as z from 'zod/mini';

/** A schema with what its value is, in words: they come out in the JSON Schema and in the reference. */
export function told<Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema {
  return schema.check(z.describe(description));
}

/** What every document begins with. */
export const schemaVersion = told(
  z.literal(1),
  'The version of this shape. It changes when a field is removed or changes its meaning; new fields may be added at any time.',
);
