import { messageOf } from '@ktrdr/errors';
import { printable } from '@ktrdr/terminal';
import { createProgram } from '../../program/program.ts';
import type { Handler } from '../../command/handler.ts';
import { knownNames } from './known-names.ts';
import { type Candidate, whatFits } from './what-fits.ts';

/**
 * `complete`, which the shells call: prints what fits at the end of a command line, each with what it is behind a tab. It never fails: a shell could show
 * nothing of it. What is wrong is for `KTRDR_COMPLETION_DEBUG`.
 */
export const complete: Handler<object> = async (session, _options, words) => {
  const { process } = session;
  const program = createProgram({ process, version: '', onDone: () => {} });
  const { prefix, candidates, ...asked } = whatFits(program, words);
  const known = await knownNames(session, asked).catch((error: unknown): Candidate[] => {
    if (process.env['KTRDR_COMPLETION_DEBUG'] !== undefined) process.stderr.write(`${messageOf(error)}\n`);
    return [];
  });
  const lines = [...candidates, ...known]
    .filter(({ value }) => value.startsWith(prefix))
    .map(({ value, description }) => `${printable(value)}\t${printable(description).replaceAll(/\s+/g, ' ')}\n`);
  process.stdout.write([...new Set(lines)].join(''));
};
