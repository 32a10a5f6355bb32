import * as z from 'zod/mini';
import { logLineDocument } from './small-documents.ts';
import { schemaVersion, told } from './told.ts';

const id = told(z.string(), 'The id of the instance.');

/** Of the tool `exec`. */
export const capturedDocument = z.object({
  schemaVersion,
  id,
  service: z.string(),
  exitCode: told(z.nullable(z.int()), 'Null if it did not end in time: it keeps running in the container.'),
  stdout: z.string(),
  stderr: z.string(),
  truncated: told(z.boolean(), 'Whether the output was longer: then this is its end.'),
});

/** Of the tool `logs`. */
export const logLinesDocument = z.object({
  schemaVersion,
  id,
  lines: told(z.array(z.omit(logLineDocument, { schemaVersion: true, instance: true })), 'By time.'),
  truncated: told(z.boolean(), 'Whether there were more lines: then these are the last.'),
});
