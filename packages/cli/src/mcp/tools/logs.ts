import { LEVELS } from '../../commands/logs/flags.ts';
import * as z from 'zod/mini';
import { logLinesDocument } from '../../documents/tool-documents.ts';
import { told } from '../../documents/told.ts';
import { readMoment } from '../../commands/logs/read-moment.ts';
import { instance, name, readBy } from '../inputs.ts';
import { keepLast } from '../keep-last.ts';
import { defineTool, MINUTE_MS } from '../tool.ts';

/** As much as an answer has of lines (characters). */
const MOST = 100_000;

export const logs = defineTool({
  name: 'logs',
  description: "Show the last log lines of an instance's containers, merged by time, without secrets.",
  input: z.strictObject({
    instance,
    services: told(z.optional(z.array(name)), 'Only the logs of these services.'),
    lines: told(
      z.optional(z.int().check(z.gte(1), z.lte(2000))),
      'How many lines from the end of each log (default: 100; with since or level, all that match).',
    ),
    since: readBy(readMoment, 'Only lines written since then: 10m, 1h30m, 2026-01-02T03:04:05Z.'),
    level: told(z.optional(z.enum(LEVELS)), 'Only log records of this level or worse.'),
  }),
  output: logLinesDocument,
  annotations: { readOnlyHint: true },
  timeoutMs: 2 * MINUTE_MS,
  async run({ context, signal, find }, input) {
    const { showLogs } = await import('../../chunks/reading-logs.ts');
    const { services = [], lines, since, level } = input;
    const found = await find(input.instance);
    const isNarrowed = since !== undefined || level !== undefined;
    const kept = keepLast<{ container: string; time: string; message: string }>(
      MOST,
      ({ message }) => message.length + 1,
    );
    await showLogs(context, found, {
      services,
      lines: lines ?? (isNarrowed ? undefined : 100),
      since,
      level,
      signal,
      onLine: ({ container, time, message }) => kept.add({ container, time, message }),
    });
    return { id: found.id, lines: kept.items, truncated: kept.isCut };
  },
});
