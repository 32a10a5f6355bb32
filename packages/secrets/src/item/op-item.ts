import * as z from 'zod/mini';

/** One field of an item, as `op` prints it. Empty fields have no `value`, unnamed ones no `label`. */
const field = z.object({
  label: z.optional(z.string()),
  /** `CONCEALED`, `STRING` (text), `OTP`, `URL`, `DATE`, `MENU` and others. */
  type: z.optional(z.string()),
  /** A string wherever it matters here; fields that nobody asks for may hold anything. */
  value: z.optional(z.unknown()),
});

/**
 * What `op item get --format json` prints, as far as it is read here.
 * Source: https://developer.1password.com/docs/cli/item-template-json
 */
export const opItem = z.object({ id: z.string(), fields: z.nullish(z.array(field)) });

export type OpItem = z.infer<typeof opItem>;
export type OpField = z.infer<typeof field>;
