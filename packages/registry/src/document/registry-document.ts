import en from 'zod/v4/locales/en.js';
import * as z from 'zod/mini';

// Loose everywhere: keys that we do not know are other people's, and they survive our writes.
const entrySchema = z.looseObject({
  instance_id: z.string().check(z.minLength(1)),
  slot: z.int(),
  path: z.string().check(z.minLength(1)),
  created_at: z.string(),
  is_worktree: z.boolean(),
  parent_repo: z.nullish(z.string()),
});

const common = {
  local_prod: z.nullish(entrySchema),
  instances: z.optional(
    z.record(z.string(), entrySchema).check(
      z.refine((instances) => Object.entries(instances).every(([id, entry]) => entry.instance_id === id), {
        error: 'the key of an entry differs from its "instance_id"',
      }),
    ),
  ),
};

const documentSchema = z.discriminatedUnion('version', [
  z.looseObject({ version: z.literal(1), ...common }),
  z.looseObject({
    version: z.literal(2),
    ...common,
    slots: z.optional(z.record(z.string(), z.nullable(z.looseObject({ claimed_by: z.optional(z.unknown()) })))),
  }),
]);

/** The content of the registry file, under the file's own names. */
export type RegistryDocument = z.infer<typeof documentSchema>;

/** One instance as the file has it. */
export type InstanceEntry = z.infer<typeof entrySchema>;

/**
 * Checks the shape and leaves the value as it is: a parsed copy could lose keys that nobody declared.
 *
 * @throws $ZodError with everything that is wrong
 */
export function assertRegistryDocument(value: unknown): asserts value is RegistryDocument {
  documentSchema.parse(value, { error: en().localeError });
}
