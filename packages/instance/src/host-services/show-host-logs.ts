import { assertWithinConfinement } from '../core/confinement.ts';
import type { Context } from '../core/context.ts';
import { LOCAL_PROD_ID } from '../core/kinds.ts';
import type { HostServiceName } from '../core/host-service-kinds.ts';
import { hostServiceLog } from './host-service-log.ts';
import { readHostServiceRecord } from './host-service-record.ts';
import { logLines } from './log-lines.ts';
import { logRedactor } from './log-redactor.ts';
import { ownProcesses } from './own-processes.ts';

/** Which lines, and who gets them. */
export interface ShowHostLogsOptions {
  readonly names: readonly HostServiceName[];
  /** Whether what is written from now on is waited for, until the services have ended. */
  readonly follow: boolean;
  /** The last so many lines of each; all of them without a number. */
  readonly lines: number | undefined;
  readonly signal: AbortSignal;
  /** Told of each line, redacted; the next one when it is done with this one. */
  readonly onLine: (line: { readonly service: HostServiceName; readonly message: string }) => Promise<void> | void;
}

/** Shows what host services have written since their last start. @throws CodedError `CONFINED`; Node's errors about the files */
export async function showHostLogs(context: Context, options: ShowHostLogsOptions): Promise<void> {
  assertWithinConfinement(context, LOCAL_PROD_ID);
  const { names, follow } = options;
  if (follow) await Promise.all(names.map(async (name) => await show(context, name, options)));
  else for (const name of names) await show(context, name, options);
}

async function show(
  context: Context,
  service: HostServiceName,
  { follow, lines, signal, onLine }: ShowHostLogsOptions,
): Promise<void> {
  const redactor = await logRedactor(context, service);
  const record = await readHostServiceRecord(context, service);
  // The next start writes to another file.
  const isOver = async (): Promise<boolean> =>
    (await readHostServiceRecord(context, service))?.mark !== record?.mark ||
    (await ownProcesses(context, record)).length === 0;
  const read = logLines(hostServiceLog(context, service), { lines, follow: follow ? { isOver, signal } : undefined });
  try {
    for await (const line of read) {
      const shown = onLine({ service, message: redactor.redact(line) });
      if (shown !== undefined) await shown;
    }
  } catch (error) {
    // Ctrl-C is how following ends.
    if (!follow || !signal.aborted) throw error;
  }
}
