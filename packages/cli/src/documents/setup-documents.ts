import * as z from 'zod/mini';
import { instanceDocument } from './instance-document.ts';
import { schemaVersion, told } from './told.ts';

/** After `setup`. */
export const setupDocument = z.object({
  schemaVersion,
  path: told(z.string(), 'The clone.'),
  repo: told(z.string(), 'What it was cloned from, without credentials.'),
  done: told(z.array(z.string()), 'The steps that were done, in their order.'),
  instance: told(z.omit(instanceDocument, { schemaVersion: true }), 'local-prod, as `local-prod init` tells it.'),
  next: told(z.array(z.string()), 'Commands that come next.'),
});

/** After `setup --check-only`. */
export const setupCheckDocument = z.object({
  schemaVersion,
  ok: told(z.boolean(), 'Whether everything is there that is required; the command ends with 1 where it is not.'),
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
        source: told(z.string(), 'Where they come from, in words.'),
        item: told(
          z.nullable(z.string()),
          'The 1Password item; null where a command of `secrets.command` prints them.',
        ),
        readable: z.boolean(),
        fields: told(z.array(z.string()), 'The names of those fields that the checkout reads.'),
        problem: z.nullable(z.string()),
      }),
    ),
    'What was found of the secrets; null with `--no-secrets`.',
  ),
});
