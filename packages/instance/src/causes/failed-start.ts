import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isCodedError } from '@ktrdr/errors';
import * as z from 'zod/mini';
import type { Context } from '../core/context.ts';
import { GateFailedError } from '../readiness/gate-failed-error.ts';
import { asJson, removeOwnFile, writeOwnFile } from '../core/write-own-file.ts';

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

/** Of a tool's output as many lines are remembered as a person reads: what failed stands at the end. */
const LINES_OF_DETAIL = 20;

/** Why the last start of an instance failed, as it was told then. */
export type FailedStart = z.infer<typeof failedStart>;

/**
 * Remembers why a start failed; an interrupt is no failure, and of a mistake of ours nothing is remembered. That it cannot be written is no reason to
 * say anything else than what failed. The operation's lock must be held.
 */
export async function rememberFailedStart(
  context: Pick<Context, 'home' | 'now'>,
  id: string,
  error: unknown,
): Promise<void> {
  if (!isCodedError(error)) return await forgetFailedStart(context, id);
  if (error.code === 'INTERRUPTED') return;
  const { code, message, hint = null } = error;
  // What a command for secrets has written may have some in it.
  const told = code === 'SECRETS_UNAVAILABLE' ? undefined : error.detail;
  const detail = told?.trimEnd().split('\n').slice(-LINES_OF_DETAIL).join('\n');
  const failures = error instanceof GateFailedError ? error.failures : [];
  const reasons = failures.flatMap(({ service, reasons: all }) =>
    all.map((reason) => (service === undefined ? reason : `${service} ${reason}`)),
  );
  const at = context.now().toISOString();
  const failed: FailedStart = { schemaVersion: 1, at, code, message, hint, reasons, detail };
  await writeOwnFile(failedStartFile(context, id), asJson(failed)).catch(() => {});
}

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

function failedStartFile({ home }: Pick<Context, 'home'>, id: string): string {
  return join(home.failures, `${id}.json`);
}
