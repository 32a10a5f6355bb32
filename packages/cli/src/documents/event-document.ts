import type { ProgressEvent } from '@ktrdr/terminal';
import * as z from 'zod/mini';
import { schemaVersion, told } from './told.ts';

const TYPES = [
  'instance',
  'note',
  'warning',
  'step-started',
  'step-waiting',
  'step-done',
  'step-failed',
  'output',
  'text',
  'failed',
  'done',
] as const satisfies readonly ProgressEvent['type'][];

const text = z.optional(z.string());

/** A line of `--events`. */
export const eventDocument = z.object({
  schemaVersion,
  time: told(z.string(), 'ISO 8601, UTC.'),
  type: told(
    z.enum(TYPES),
    '`instance`: the instance that the command acts on. `step-…`: a step began, waits, is done or failed; steps may run side by side, and each step that began is done or failed before the end. `output`: a line of a tool. `text`: a line for people. The last event is `done` or `failed`; new types may be added.',
  ),
  id: told(text, 'Of the instance, of `instance`.'),
  path: told(text, 'Its directory, of `instance`.'),
  doing: told(text, 'What the command does with it, of `instance`: `Starting`.'),
  step: told(text, 'The name of the step, of `step-…`.'),
  reason: told(text, 'What a step waits for, or why it failed.'),
  detail: told(text, 'The result of a step that is done.'),
  tool: told(text, 'The tool that printed it, of `output`.'),
  text: told(text, 'Of `note`, `warning`, `output` and `text`.'),
  stays: told(z.optional(z.boolean()), 'Of `output`: true if a person wants to read all such lines, as with a hook.'),
  code: told(text, 'The error code, of `failed`.'),
  message: told(text, 'What happened, of `failed`.'),
  hint: told(z.optional(z.nullable(z.string())), 'What to do next, of `failed`.'),
  exitCode: told(z.optional(z.int()), 'Of `done`.'),
});
