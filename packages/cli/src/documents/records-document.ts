import * as z from 'zod/mini';
import { schemaVersion, told } from './told.ts';

/** Of `records`. */
export const recordsDocument = z.object({
  schemaVersion,
  records: told(
    z.array(
      z.object({
        id: told(z.string(), 'The id of the instance, which may have been destroyed since.'),
        at: told(z.string(), 'When it was recorded: ISO 8601, UTC.'),
        command: told(z.string(), 'The command that recorded it.'),
        occasion: told(z.enum(['start', 'why']), '`start`: a start failed. `why`: `why` found something.'),
        code: told(z.nullable(z.string()), 'The error code of the start; null for `why`.'),
        summary: told(z.string(), 'What was wrong, in one line.'),
        causes: told(z.array(z.string()), 'The cause codes that were found.'),
        file: told(z.string(), 'Its file: JSON, without secrets.'),
        bytes: z.int(),
      }),
    ),
    'The newest first.',
  ),
});

/** Of `report`. */
export const reportDocument = z.object({
  schemaVersion,
  id: told(z.string(), 'The id of the instance, which may have been destroyed since.'),
  file: told(z.string(), 'The path of the report, a zip archive.'),
  bytes: z.int(),
  contents: z.array(z.object({ path: told(z.string(), 'Its path in the report.'), bytes: z.int() })),
});
