import * as z from 'zod/mini';
import { instanceDocument } from './instance-document.ts';
import { schemaVersion, told } from './told.ts';

/** After `setup`. */
export const setupDocument = z.object({
  schemaVersion,
  path: told(z.string(), 'The clone.'),
  repo: told(z.string(), 'What it was cloned from, without credentials.'),
  done: told(z.array(z.string()), 'The completed steps, in order.'),
  instance: told(z.omit(instanceDocument, { schemaVersion: true }), 'local-prod, as `local-prod init` prints it.'),
  next: told(z.array(z.string()), 'The commands to run next.'),
});

/** After `setup --check-only`. */
export const setupCheckDocument = z.object({
  schemaVersion,
  ok: told(z.boolean(), 'Whether everything required is there; if not, the command exits with 1.'),
  system: z.string(),
  prerequisites: z.array(
    z.object({
      tool: z.enum(['git', 'docker', 'engine', 'compose', 'uv', 'op']),
      name: z.string(),
      required: z.boolean(),
      version: z.nullable(z.string()),
      problem: z.nullable(z.enum(['missing', 'not-running', 'forbidden', 'too-old', 'failed'])),
      hint: told(z.nullable(z.string()), 'What to do about the problem.'),
    }),
  ),
  secrets: told(
    z.nullable(
      z.object({
        source: told(z.string(), 'The source of the secrets, in words.'),
        item: told(z.nullable(z.string()), 'The 1Password item; null if `secrets.command` prints them.'),
        readable: z.boolean(),
        fields: told(z.array(z.string()), 'The names of the fields that the checkout reads.'),
        problem: z.nullable(z.string()),
      }),
    ),
    'What was found out about the secrets; null with `--no-secrets`.',
  ),
});
