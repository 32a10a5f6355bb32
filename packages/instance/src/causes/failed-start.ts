import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Context } from '../core/context.ts';
import { removeOwnFile } from '../core/write-own-file.ts';

const failedStart = z.object({
  schemaVersion: z.literal(1),
  /** ISO 8601, UTC. */
  at: z.string(),
  code: z.string(),
  message: z.string(),
  hint: z.nullable(z.string()),
  /** What was wrong, service by service, where the stack was not ready. */
  reasons: z.array(z.string()),
  /** The last lines that a tool wrote then, redacted as they were shown. */
  detail: z.optional(z.string()),
});

/** Why the last start of an instance failed, as it was told then. */
export type FailedStart = z.infer<typeof failedStart>;

/** Why the last start failed; undefined where it did not, or nobody can read it. */
export async function readFailedStart(context: Pick<Context, 'home'>, id: string): Promise<FailedStart | undefined> {
  try {
    const parsed = failedStart.safeParse(JSON.parse(await readFile(failedStartFile(context, id), 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** The instance was started since, or is no more; fine when nothing is remembered. A file that stays only tells of what was. */
export async function forgetFailedStart(context: Pick<Context, 'home'>, id: string): Promise<void> {
  await removeOwnFile(failedStartFile(context, id)).catch(() => {});
}

/** Where it is remembered. */
export function failedStartFile({ home }: Pick<Context, 'home'>, id: string): string {
  return join(home.failures, `${id}.json`);
}
