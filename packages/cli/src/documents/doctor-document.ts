import * as z from 'zod/mini';
import { schemaVersion, told } from './told.ts';

const repair = z.discriminatedUnion('kind', [
  z.object({
    kind: told(z.literal('fix'), '`doctor --fix` does it.'),
    fix: told(z.looseObject({ kind: z.string() }), 'What it works with; not for others.'),
    does: told(z.string(), 'What it does, in words.'),
  }),
  z.object({ kind: z.literal('commands'), text: z.string(), commands: told(z.array(z.string()), 'In their order.') }),
  z.object({ kind: z.literal('advice'), text: z.string() }),
]);

const finding = z.object({
  severity: told(
    z.enum(['ok', 'warning', 'problem']),
    '`problem`: a command fails because of it, now or when it is next used. `warning`: worth knowing.',
  ),
  code: told(z.string(), 'What kind of finding it is.'),
  subject: told(z.string(), 'What it is about: the id of an instance, a Compose project, a tool.'),
  text: z.string(),
  detail: told(z.array(z.string()), 'More of it, line by line.'),
  repair: told(z.nullable(repair), 'What to do about it.'),
});

export const doctorDocument = z.object({
  schemaVersion,
  problems: told(z.int(), 'How many findings are problems; the command ends with 1 where there are any.'),
  warnings: z.int(),
  findings: z.array(finding),
  repairs: told(
    z.array(z.object({ code: z.string(), subject: z.string(), failure: z.nullable(z.string()) })),
    'What `--fix` did; `failure` where it could not.',
  ),
});
