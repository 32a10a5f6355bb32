import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));
const words = z.array(name).check(z.minLength(1));

/** The file of settings: every key may be left out, and no others are allowed. */
export const userSettings = z.strictObject({
  $schema: z.optional(z.string()),
  color: described(z.boolean(), 'Colours in a terminal: false turns them off.'),
  hooks: described(
    z.strictObject({
      'post-create': described(words, 'Run in a new sandbox after it is created: a program and its arguments.'),
      'post-up': described(words, 'Run in the directory of an instance after `up` has made it ready.'),
      'pre-destroy': described(words, 'Run in the directory of an instance before it is destroyed.'),
      timeout: described(z.int().check(z.gte(1), z.lte(3600)), 'The number of seconds after which a hook is stopped.'),
    }),
    'Your programs that run when something happens to an instance.',
  ),
  sandbox: described(
    z.strictObject({
      from: described(name, 'Where the branch of a new sandbox starts: a branch, a tag or a commit.'),
      own: described(
        z.array(z.enum(['data', 'models', 'strategies'])),
        'Directories of its own checkout that a new sandbox uses instead of the shared directories.',
      ),
      workers: described(z.int().check(z.gte(0), z.lte(99)), 'The number of workers that a new sandbox runs.'),
      without: described(z.array(name), 'Services that a new sandbox leaves out.'),
    }),
    'Defaults for new sandboxes.',
  ),
  secrets: described(
    z.strictObject({
      vault: described(name, 'The 1Password vault, by name or id. A service account needs one.'),
      account: described(name, 'The 1Password account, by sign-in address, name or id.'),
      command: described(
        words,
        'A program and its arguments that print the secrets in place of 1Password: one JSON object of texts on standard output.',
      ),
      items: described(
        z.strictObject({
          'local-prod': described(name, 'The 1Password item of local-prod.'),
          sandbox: described(name, 'The 1Password item of all sandboxes.'),
        }),
        'The 1Password items with the secrets.',
      ),
    }),
    'Where secrets come from.',
  ),
});

/** What a user has set. */
export type UserSettings = z.infer<typeof userSettings>;

function described<Schema extends z.ZodMiniType>(schema: Schema, text: string): z.ZodMiniOptional<Schema> {
  return z.optional(schema.check(z.describe(text)));
}
