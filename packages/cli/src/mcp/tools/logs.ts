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
  description: 'What the containers of an instance wrote last, merged by time, without secrets.',
  input: z.strictObject({
    instance,
    services: told(z.optional(z.array(name)), 'Only those of these services.'),
    lines: told(
      z.optional(z.int().check(z.gte(1), z.lte(2000))),
      'So many of the last lines of each container. 100 without it, or all that since and level leave.',
    ),
    since: readBy(readMoment, 'What was written since then: 10m, 1h30m, 2026-01-02T03:04:05Z.'),
    level: told(z.optional(z.enum(LEVELS)), 'Records of this level and worse.'),
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
