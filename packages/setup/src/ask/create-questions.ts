import { CodedError } from '@ktrdr/errors';
import type { Session } from '@ktrdr/terminal';
import type { Questions } from './questions.ts';

/** Who answers. */
export interface QuestionsOptions {
  readonly yes: boolean;
  /** Whether standard error, on which a person is asked, is for programs. */
  readonly isReported?: boolean;
}

/** A person where there is one; the defaults with `--yes`; otherwise nobody, and a question is a mistake that names its flag. */
export async function createQuestions(
  session: Session,
  { yes, isReported = false }: QuestionsOptions,
): Promise<Questions> {
  if (yes) return defaults;
  if (isReported || !session.process.stdin.isTTY || !session.people.isTTY) return nobody;
  const { promptingQuestions } = await import('./prompting-questions.ts');
  return promptingQuestions(session);
}

const defaults: Questions = {
  asksPerson: false,
  confirm: async ({ fallback }) => fallback,
  text: async ({ fallback }) => fallback,
  choose: async ({ fallback }) => fallback,
};

const nobody: Questions = {
  asksPerson: false,
  confirm: async (question) => refuse(question),
  text: async (question) => refuse(question),
  choose: async (question) => refuse(question),
};

function refuse({ message, flags }: { readonly message: string; readonly flags: string }): never {
  throw new CodedError(`Without a terminal, setup cannot ask: ${message}`, {
    code: 'NOT_ANSWERED',
    hint: `Nothing was done. Answer with ${flags}, or accept all defaults with --yes.`,
  });
}
