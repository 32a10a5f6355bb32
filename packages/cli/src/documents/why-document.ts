import * as z from 'zod/mini';
import { describedFields } from './instance-document.ts';
import { schemaVersion, told } from './told.ts';

const about = {
  code: told(z.string(), 'One of the cause codes; new ones may come.'),
  service: told(z.nullable(z.string()), 'The service that it is about; null where it is about all of the instance.'),
  summary: told(z.string(), 'A sentence without a full stop.'),
};

const evidence = z.object({
  kind: told(
    z.enum(['exit', 'probe', 'log', 'answer', 'holder', 'found']),
    'How a process ended, what a health probe said, what a container wrote last, what a program answered, who has something, or what was found of files, ports, disks and clocks.',
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
        evidence: told(z.array(evidence), 'What shows it.'),
        consequences: told(z.array(z.object(about)), 'What only follows from it, and ends with it.'),
        fix: told(
          z.nullable(z.string()),
          'The command that mends it, or what to do; null where something else has to be mended.',
        ),
      }),
    ),
    'The likeliest first; empty where nothing is wrong.',
  ),
  up: told(z.string(), 'The command that starts it, with `--no-secrets` where it was made so.'),
  unknown: told(z.array(z.string()), 'What could not be found out: causes may be missing for it.'),
};

export const whyDocument = z.object(fields);

/** Of `wait`: how the instance is then. */
export const waitDocument = z.object({
  ...fields,
  for: told(z.string(), 'What was waited for: `ready`, `stopped` or `healthy:<service>`.'),
  reached: told(z.boolean(), 'Whether it came to that; where not, the command ends with 2.'),
  waitedMs: told(z.int(), 'For how many milliseconds.'),
});
