import * as z from 'zod/mini';

/** A schema with what its value is, in words: they come out in the JSON Schema and in the reference. */
export function told<Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema {
  return schema.check(z.describe(description));
}

/** What every document begins with. */
export const schemaVersion = told(
  z.literal(1),
  'The version of this shape. It changes when a field goes or means something else; new fields may come at any time.',
);
