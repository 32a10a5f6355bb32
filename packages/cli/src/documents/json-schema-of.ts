import * as z from 'zod/mini';

/** The JSON Schema of what a zod schema takes: fields that it does not know are allowed where it allows them, as new ones may come. */
export function jsonSchemaOf(schema: z.ZodMiniType) {
  return z.toJSONSchema(schema, {
    io: 'input',
    // The safe integers are what every integer in JSON is.
    override: ({ jsonSchema: one }) => {
      if (one.type !== 'integer') return;
      if (one.minimum === Number.MIN_SAFE_INTEGER) delete one.minimum;
      if (one.maximum === Number.MAX_SAFE_INTEGER) delete one.maximum;
    },
  });
}
