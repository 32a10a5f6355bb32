import * as z from 'zod';

/** One field of an item, as `op` prints it. Empty fields have no `value`, unnamed ones no `label`. */
const field = z.object({
  label: z.string().optional(),
  /** `CONCEALED`, `STRING` (text), `OTP`, `URL`, `DATE`, `MENU` and others. */
  type: z.string().optional(),
  /** A string wherever it matters here; fields that nobody asks for may hold anything. */
  value: z.unknown().optional(),
});

/**
 * What `op item get --format json` prints, as far as it is read here.
 * Source: https://developer.1password.com/docs/cli/item-template-json
 */
export const opItem = z.object({ id: z.string(), fields: z.array(field).nullish() });

export type OpItem = z.infer<typeof opItem>;
export type OpField = z.infer<typeof field>;
