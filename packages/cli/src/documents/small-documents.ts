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
        'The variables that choose the Docker Engine, where it is not the usual one.',
      ),
    }),
  ),
}) satisfies z.ZodMiniType<McpConfig>;

/** A line of `logs`. */
export const logLineDocument = z.object({
  schemaVersion,
  instance: told(z.exactOptional(z.string()), 'The id of its instance; only with `--all`.'),
  container: told(z.string(), 'The container, as Compose shortens it: `backend-1`.'),
  time: told(z.string(), "RFC 3339, by the Docker Engine's clock."),
  message: z.string(),
}) satisfies z.ZodMiniType<Partial<LogRecord>>;

const failure = z.object({
  service: told(z.optional(z.string()), 'Absent for a problem that is about no single service.'),
  code: told(
    z.optional(z.string()),
    'One of the cause codes, as `why` has it; absent where it finds nothing of the kind.',
  ),
  reasons: z.array(z.string()),
  hints: z.array(z.string()),
  probe: told(z.optional(z.string()), 'The last output of its health probe, if that failed.'),
  log: told(z.array(z.string()), 'The last lines of its log.'),
  more: told(z.optional(z.string()), 'The command that shows more.'),
});

/** Of an error. */
const errorFields = z.object({
  code: told(z.string(), 'One of the error codes; new ones may come.'),
  message: told(z.string(), 'What happened, and to which thing.'),
  hint: told(z.nullable(z.string()), 'What to do next.'),
  docs: told(
    z.nullable(z.string()),
    'The address of the page that tells of the code; null for a mistake in the program.',
  ),
  detail: told(z.optional(z.string()), 'More of it, such as what a tool said.'),
  failures: told(z.optional(z.array(failure)), 'Service by service, what is wrong, where a stack is not ready.'),
});

/** Instead of any other document, where a command fails. */
export const errorDocument = z.object({ schemaVersion, error: errorFields });
