import type { Container } from '@ktrdr/compose-runner';
import { quoteArgument } from '@ktrdr/errors';
import { NAME, READ_FILES, USER } from './database-query.ts';

/** What follows the service's name. */
export const MISSING_DATABASE = 'has no database of the name that its container was given';

/** What to do about it: only a person knows whether it was dropped, or the name was changed. Both go through its socket, which it trusts. */
export function missingDatabaseAdvice({ name }: Pick<Container, 'name'>, up: string): string {
  const inside = (command: string): string => `docker exec ${quoteArgument(name)} sh -c '${READ_FILES}; ${command}'`;
  return [
    `If it was given another name since the volume was made, give it the old one; to see them: ${inside(`psql -U ${USER} -d postgres -l`)}`,
    `If it was dropped, make an empty one: ${inside(`createdb -U ${USER} ${NAME}`)}`,
    `Then: ${up}`,
  ].join('\n');
}
