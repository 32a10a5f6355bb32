import { gitAnswer } from './git-answer.ts';
import { hidingNothing, type WorkPlace } from './hiding-nothing.ts';
import { portionsOf } from './portions-of.ts';
import type { GitOptions } from './run-git.ts';

/**
 * By which pattern git ignores each of these paths: `logs/`, `output/*`; undefined where it does not.
 * Source: git-check-ignore(1), "Output": `<source>:<line>:<pattern>` a tab, and the path, quoted where it has anything odd
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function ignoringPatterns(
  paths: readonly string[],
  place: WorkPlace,
  git: GitOptions,
): Promise<(string | undefined)[]> {
  const leading = await hidingNothing(place);
  const patterns: (string | undefined)[] = [];
  for (const some of portionsOf(paths)) {
    const args = [...leading, 'check-ignore', '--verbose', '--non-matching', '--', ...some];
    // Undefined where none of them is ignored any more.
    const answer = await gitAnswer(git, place.path, { doing: `tell why it ignores files in ${place.path}`, args });
    const lines = (answer ?? '').split('\n');
    patterns.push(...some.map((_, at) => /^.*?:\d+:(.*)\t/.exec(lines[at] ?? '')?.[1]));
  }
  return patterns;
}
