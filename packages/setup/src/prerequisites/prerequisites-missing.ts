import { CodedError } from '@ktrdr/errors';
import { installHint } from './install-hint.ts';
import type { Prerequisite } from './prerequisite.ts';
import type { System } from './system.ts';

/** The error for what setup cannot go on without: `PREREQUISITES_MISSING`, with how to get each on this system. */
export function prerequisitesMissing(prerequisites: readonly Prerequisite[], system: System): CodedError {
  const wrong = prerequisites.flatMap(({ tool, name, required, problem }) =>
    required && problem !== undefined ? [{ name, hint: installHint(tool, problem, system) }] : [],
  );
  return new CodedError(`Some prerequisites are missing: ${wrong.map(({ name }) => name).join(', ')}`, {
    code: 'PREREQUISITES_MISSING',
    hint: [
      'Nothing was done. Fix this and run setup again:',
      ...wrong.map(({ name, hint }) => `  ${name}: ${hint}`),
    ].join('\n'),
  });
}
