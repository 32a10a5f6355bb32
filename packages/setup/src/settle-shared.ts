import { statSync } from 'node:fs';
import { CodedError } from '@ktrdr/errors';
import { type Session, wrap } from '@ktrdr/terminal';
import type { Questions } from './ask/questions.ts';
import { resolvePlace } from './place/resolve-place.ts';
import type { SharedChoice } from './steps/plan-steps.ts';

export interface SettleSharedOptions {
  /** What `--shared` says. */
  readonly given: string | undefined;
  readonly home: string;
  readonly questions: Questions;
}

/**
 * Where shared data is to come from.
 *
 * @throws CodedError `NO_SHARED_SOURCE` for a directory that is not there
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
    return { kind: 'copy', from: from(given) };
  }
  if (questions.asksPerson) {
    const text = `Market data, models and strategies are shared by all instances. They are in ${context.home.shared}.`;
    session.print('', ...wrap(text, Math.min(people.columns ?? 80, 80)));
  }
  const kind = await questions.choose<SharedChoice['kind']>({
    message: 'How should shared data begin?',
    fallback: 'minimal',
    flags: '--shared minimal|skip|<directory>',
    options: [
      { value: 'minimal', label: 'With empty directories' },
      { value: 'copy', label: 'As a copy from an existing KTRDR' },
      { value: 'skip', label: 'Not now' },
    ],
  });
  if (kind !== 'copy') return { kind };
  const typed = await questions.text({
    message: 'Copy from which directory?',
    fallback: '',
    flags: '--shared <directory>',
    check: (answer) => (answer !== '' && isDirectory(from(answer)) ? undefined : 'There is no such directory'),
  });
  return { kind: 'copy', from: from(typed) };
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function noSource(path: string): CodedError {
  return new CodedError(`There is no directory ${path} to copy shared data from`, {
    code: 'NO_SHARED_SOURCE',
    hint: 'Nothing was done. Give --shared minimal, --shared skip, or the directory of a KTRDR that has data.',
  });
}
