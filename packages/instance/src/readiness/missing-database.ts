import type { Container } from '@ktrdr/compose-runner';
import { quoteArgument } from '@ktrdr/errors';
import { NAME, READ_FILES, USER } from './database-query.ts';

/** What follows the service's name. */
export const MISSING_DATABASE = 'has no database with the name that its container is configured for';

/** What to do about it: only a person knows whether it was dropped, or the name was changed. Both go through its socket, which it trusts. */
export function missingDatabaseAdvice({ name }: Pick<Container, 'name'>, up: string): string {
  const inside = (command: string): string => `docker exec ${quoteArgument(name)} sh -c '${READ_FILES}; ${command}'`;
  return [
    `If its name was changed since the volume was created, use the old name; to list the databases: ${inside(`psql -U ${USER} -d postgres -l`)}`,
    `If it was dropped, create an empty one: ${inside(`createdb -U ${USER} ${NAME}`)}`,
    `Then: ${up}`,
  ].join('\n');
}
