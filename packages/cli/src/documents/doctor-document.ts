import * as z from 'zod/mini';
import { schemaVersion, told } from './told.ts';

const repair = z.discriminatedUnion('kind', [
  z.object({
    kind: told(z.literal('fix'), '`doctor --fix` does it.'),
    fix: told(z.looseObject({ kind: z.string() }), 'Internal data of the fix, not for other programs.'),
    does: told(z.string(), 'What it does, in words.'),
  }),
  z.object({ kind: z.literal('commands'), text: z.string(), commands: told(z.array(z.string()), 'In order.') }),
  z.object({ kind: z.literal('advice'), text: z.string() }),
]);

const finding = z.object({
  severity: told(
    z.enum(['ok', 'warning', 'problem']),
    '`problem`: a command fails because of it, now or the next time it is used. `warning`: worth knowing.',
  ),
  code: told(z.string(), 'The kind of finding.'),
  subject: told(z.string(), 'What it concerns: the id of an instance, a Compose project, a tool.'),
  text: z.string(),
  detail: told(z.array(z.string()), 'Details, line by line.'),
  repair: told(z.nullable(repair), 'What to do about it.'),
});

export const doctorDocument = z.object({
  schemaVersion,
  problems: told(z.int(), 'How many findings are problems; if there are any, the command exits with 1.'),
  warnings: z.int(),
  findings: z.array(finding),
  repairs: told(
    z.array(z.object({ code: z.string(), subject: z.string(), failure: z.nullable(z.string()) })),
    'What `--fix` did; `failure` says why a fix failed.',
  ),
});
