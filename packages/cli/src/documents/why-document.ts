import * as z from 'zod/mini';
import { describedFields } from './instance-document.ts';
import { schemaVersion, told } from './told.ts';

const about = {
  code: told(z.string(), 'One of the cause codes; new codes may be added.'),
  service: told(z.nullable(z.string()), 'The service concerned; null if it concerns the whole instance.'),
  summary: told(z.string(), 'A sentence without a full stop.'),
};

const evidence = z.object({
  kind: told(
    z.enum(['exit', 'probe', 'log', 'answer', 'holder', 'found']),
    'How a process ended, what a health probe said, what a container wrote last, what a program answered, who holds something, or what was found about files, ports, disks and clocks.',
  ),
  text: z.string(),
});

const fields = {
  schemaVersion,
  id: describedFields.id,
  state: describedFields.state,
  causes: told(
    z.array(
      z.object({
        ...about,
        evidence: told(z.array(evidence), 'The evidence for it.'),
        consequences: told(z.array(z.object(about)), 'Problems that only follow from it, and end with it.'),
        fix: told(
          z.nullable(z.string()),
          'The command that fixes it, or what to do; null if something else must be fixed.',
        ),
      }),
    ),
    'The most likely cause first; empty if nothing is wrong.',
  ),
  up: told(z.string(), 'The command that starts it, with `--no-secrets` if it was created that way.'),
  unknown: told(z.array(z.string()), 'What could not be determined: causes may be missing because of it.'),
};

export const whyDocument = z.object(fields);

/** Of `wait`: how the instance is then. */
export const waitDocument = z.object({
  ...fields,
  for: told(z.string(), 'What was waited for: `ready`, `stopped` or `healthy:<service>`.'),
  reached: told(z.boolean(), 'Whether that state was reached; if not, the command exits with 2.'),
  waitedMs: told(z.int(), 'How many milliseconds it waited.'),
});
