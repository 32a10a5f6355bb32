import { messageOf } from '@ktrdr/errors';
import { printable } from '@ktrdr/terminal';
import type { Command } from 'commander';
import type { Handler } from '../../command/handler.ts';
import { knownNames } from './known-names.ts';
import { type Candidate, whatFits } from './what-fits.ts';

/**
 * `complete`, which the shells call: prints what fits at the end of a command line, each with what it is behind a tab. It never fails: a shell could show
 * nothing of it. What is wrong is for `KTRDR_COMPLETION_DEBUG`.
 *
 * @param program the command line, with the commands of each group that the words name
 */
export function complete(program: Command): Handler<object> {
  return async (session, _options, words) => {
    const { process } = session;
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
}
