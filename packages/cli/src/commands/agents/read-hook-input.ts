import { text } from 'node:stream/consumers';
import { CodedError } from '@ktrdr/errors';
import type { Session } from '@ktrdr/terminal';
import * as z from 'zod/mini';

/**
 * What Claude Code tells a hook on standard input: fields that are not asked for are passed over.
 * Source: https://code.claude.com/docs/en/hooks (WorktreeCreate, WorktreeRemove)
 *
 * @throws CodedError `USAGE`
 */
export async function readHookInput<const Shape extends z.core.$ZodShape>(
  { process: { stdin } }: Session,
  shape: Shape,
): Promise<z.output<z.ZodMiniObject<Shape>>> {
  if (stdin.isTTY) throw notFromHook('a person called it');
  const given = await text(stdin);
  const parsed = z.object(shape).safeParse(asJson(given));
  if (parsed.success) return parsed.data;
  throw notFromHook(`it got ${given.trim() === '' ? 'nothing' : given.trim().slice(0, 100)}`);
}

function asJson(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    return undefined;
  }
}

function notFromHook(what: string): CodedError {
  return new CodedError(`This command is for Claude Code, which sends JSON on standard input; ${what}`, {
    code: 'USAGE',
    hint: 'ktrdr agents install adds it to the settings of Claude Code. To do the same yourself: ktrdr sandbox create <name>; ktrdr destroy <id>',
  });
}
