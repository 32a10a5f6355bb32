import { statSync } from 'node:fs';
import { CodedError, isCodedError, quoteArgument } from '@ktrdr/errors';
import { filledShared, planShared } from '@ktrdr/instance/internal';
import { formatError, type Session, wrap } from '@ktrdr/terminal';
import type { Questions } from './ask/questions.ts';
import { replaceQuestion } from './ask/replace-question.ts';
import { resolvePlace } from './place/resolve-place.ts';
import type { SharedChoice } from './steps/plan-steps.ts';

export interface SettleSharedOptions {
  /** What `--shared` says. */
  readonly given: string | undefined;
  readonly home: string;
  readonly questions: Questions;
}

/**
 * Where shared data is to come from, and whether it may replace what is there.
 *
 * @throws CodedError `NO_SHARED_SOURCE` for a directory that is not there, and of `planShared`
 */
export async function settleShared(
  session: Session,
  { given, home, questions }: SettleSharedOptions,
): Promise<SharedChoice> {
  const { process, context, people } = session;
  const from = (typed: string): string => resolvePlace(typed, { home, cwd: process.cwd });
  if (given !== undefined) {
    if (given === 'minimal' || given === 'skip') return { kind: given };
    if (!isDirectory(from(given))) throw noSource(from(given));
    return await settleCopy(session, questions, from(given));
  }
  const existing = questions.asksPerson ? await filledShared(context) : [];
  if (questions.asksPerson) {
    const there = existing.length === 0 ? '' : ` There is data in ${existing.join(', ')} already.`;
    const text = `Market data, models and strategies are shared by all instances. They are in ${context.home.shared}.${there}`;
    session.print('', ...wrap(text, Math.min(people.columns ?? 80, 80)));
  }
  const kind = await questions.choose<SharedChoice['kind']>({
    message:
      existing.length === 0 ? 'What should the shared data start with?' : 'What should happen to the shared data?',
    fallback: 'minimal',
    flags: '--shared minimal|skip|<directory>',
    options:
      existing.length === 0
        ? [
            { value: 'minimal', label: 'Empty directories' },
            { value: 'copy', label: 'A copy from an existing KTRDR' },
            { value: 'skip', label: 'Skip this for now' },
          ]
        : [
            { value: 'minimal', label: 'Keep it as it is' },
            { value: 'copy', label: 'Replace it with a copy from an existing KTRDR' },
          ],
  });
  if (kind !== 'copy') return { kind };
  for (;;) {
    const typed = await questions.text({
      message: 'Copy from which directory?',
      fallback: '',
      flags: '--shared <directory>',
      check: (answer) => (answer !== '' && isDirectory(from(answer)) ? undefined : 'There is no such directory'),
    });
    try {
      return await settleCopy(session, questions, from(typed));
    } catch (error) {
      if (!isCodedError(error) || !ASK_AGAIN.has(error.code)) throw error;
      session.print('', ...formatError(error, session.style));
    }
  }
}

const ASK_AGAIN: ReadonlySet<string> = new Set(['NO_SHARED_SOURCE', 'SHARED_OVERLAP']);

/** Asks, where a person can be asked, whether a copy may replace what is there. */
async function settleCopy(session: Session, questions: Questions, from: string): Promise<SharedChoice> {
  const { existing, places } = await planShared(session.context, from);
  if (existing.length === 0 || !questions.asksPerson) return { kind: 'copy', from };
  if (await questions.confirm(replaceQuestion(session.context.home.shared, existing)))
    return { kind: 'copy', from, agreed: places };
  session.print(
    '',
    'The existing shared data stays.',
    `To replace it later: ktrdr sandbox init-shared --from ${quoteArgument(from)}`,
  );
  return { kind: 'minimal' };
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function noSource(path: string): CodedError {
  return new CodedError(`There is no directory ${path} to copy shared data from`, {
    code: 'NO_SHARED_SOURCE',
    hint: 'Nothing was done. Give --shared minimal, --shared skip, or a KTRDR directory that has data.',
  });
}
