import type { LogRecord, McpConfig, SharedResult } from '@ktrdr/instance';
import * as z from 'zod/mini';
import { schemaVersion, told } from './told.ts';

/** After `init-shared`. */
export const sharedDocument = z.object({
  schemaVersion,
  path: told(z.string(), 'The shared directory.'),
  directories: z.array(
    z.object({
      name: z.string(),
      files: told(z.int(), 'Files and links in it.'),
      bytes: z.int(),
      state: z.enum(['created', 'copied', 'kept']),
    }),
  ),
}) satisfies z.ZodMiniType<SharedResult>;

/** Of `mcp-config`. */
export const mcpConfigDocument = z.object({
  schemaVersion,
  mcpServers: z.record(
    z.string(),
    z.object({
      command: z.string(),
      args: z.array(z.string()),
      env: told(
        z.exactOptional(z.record(z.string(), z.string())),
        'The variables that select the Docker Engine, if it is not the default.',
      ),
    }),
  ),
}) satisfies z.ZodMiniType<McpConfig>;

/** A line of `logs`. */
export const logLineDocument = z.object({
  schemaVersion,
  instance: told(z.exactOptional(z.string()), 'The id of its instance; only with `--all`.'),
  container: told(z.string(), 'The container, by its short Compose name: `backend-1`.'),
  time: told(z.string(), "RFC 3339, by the Docker Engine's clock."),
  message: z.string(),
}) satisfies z.ZodMiniType<Partial<LogRecord>>;

const failure = z.object({
  service: told(z.optional(z.string()), 'Absent if the problem does not concern a single service.'),
  code: told(z.optional(z.string()), 'One of the cause codes, as in `why`; absent if none applies.'),
  reasons: z.array(z.string()),
  hints: z.array(z.string()),
  probe: told(z.optional(z.string()), 'The last output of its health probe, if that failed.'),
  log: told(z.array(z.string()), 'The last lines of its log.'),
  more: told(z.optional(z.string()), 'The command that shows more.'),
});

/** Of an error. */
const errorFields = z.object({
  code: told(z.string(), 'One of the error codes; new codes may be added.'),
  message: told(z.string(), 'What happened, and to what.'),
  hint: told(z.nullable(z.string()), 'What to do next.'),
  docs: told(z.nullable(z.string()), 'The URL of the page about the code; null for a bug in the program.'),
  detail: told(z.optional(z.string()), 'Details, such as the output of a tool.'),
  failures: told(z.optional(z.array(failure)), 'What is wrong, service by service, if a stack is not ready.'),
});

/** Instead of any other document, where a command fails. */
export const errorDocument = z.object({ schemaVersion, error: errorFields });
