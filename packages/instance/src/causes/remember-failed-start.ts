import { isCodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { asJson, writeOwnFile } from '../core/write-own-file.ts';
import { GateFailedError } from '../readiness/gate-failed-error.ts';
import { type FailedStart, failedStartFile, forgetFailedStart } from './failed-start.ts';

/** Of a tool's output as many lines are remembered as a person reads: what failed stands at the end. */
const LINES_OF_DETAIL = 20;

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
