import { setTimeout as delay } from 'node:timers/promises';
import { CodedError } from '@ktrdr/errors';
import type { Redactor } from '@ktrdr/secrets';
import type { Context } from '../core/context.ts';
import { healthOf } from './health-of.ts';
import type { HostServiceKind } from '../core/host-service-kinds.ts';
import { hostServiceLog } from './host-service-log.ts';
import type { HostServiceRecord } from './host-service-record.ts';
import { logLines } from './log-lines.ts';
import { ownProcesses } from './own-processes.ts';

export interface UntilHealthyOptions {
  readonly record: HostServiceRecord;
  readonly timeoutMs: number;
  /** Of what it has written. */
  readonly redactor: () => Promise<Redactor>;
  readonly signal: AbortSignal;
}

const LOOK_MS = 250;
const LINES = 20;

/**
 * Waits until a host service is healthy.
 *
 * @throws CodedError `HOST_SERVICE_FAILED`, with the reason and the last lines that it wrote; the reason of the signal
 */
export async function untilHealthy(
  context: Context,
  kind: HostServiceKind,
  { record, timeoutMs, redactor, signal }: UntilHealthyOptions,
): Promise<void> {
  const { name } = kind;
  const until = performance.now() + timeoutMs;
  context.report({ type: 'step-started', step: name });
  for (;;) {
    const pids = await ownProcesses(context, record);
    const health = await healthOf(kind, pids, signal);
    signal.throwIfAborted();
    if (health.isHealthy && pids.length > 0)
      return context.report({ type: 'step-done', step: name, detail: `http://localhost:${kind.port}` });
    const isOver = performance.now() > until;
    if (isOver || pids.length === 0) {
      const seconds = Math.round(timeoutMs / 1000);
      const reason =
        pids.length === 0 || health.isHealthy ? 'it has ended' : `not within ${seconds} s: ${health.reason}`;
      context.report({ type: 'step-failed', step: name, reason });
      throw await failed(context, kind, { reason, redactor, goesOn: pids.length > 0 });
    }
    if (!health.isHealthy) context.report({ type: 'step-waiting', step: name, reason: health.reason });
    await delay(LOOK_MS, undefined, { signal });
  }
}

async function failed(
  context: Context,
  { name }: HostServiceKind,
  {
    reason,
    redactor,
    goesOn,
  }: Pick<UntilHealthyOptions, 'redactor'> & { readonly reason: string; readonly goesOn: boolean },
): Promise<CodedError> {
  const known = await redactor();
  const lines: string[] = [];
  for await (const line of logLines(hostServiceLog(context, name), { lines: LINES })) lines.push(known.redact(line));
  return new CodedError(`${name} is not healthy: ${reason}`, {
    code: 'HOST_SERVICE_FAILED',
    detail: lines.length === 0 ? 'It wrote nothing.' : lines.map((line) => `${name} | ${line}`).join('\n'),
    hint: [
      `For its full log: ktrdr local-prod host logs ${name}`,
      ...(goesOn ? [`It is still running. To stop it: ktrdr local-prod host stop ${name}`] : []),
    ].join('\n'),
  });
}
