import type { Container } from '@ktrdr/compose-runner';
import { quoteArgument } from '@ktrdr/errors';
import { READ_FILES, WHO } from './database-query.ts';

/** What to do with a database that was made with another password than its container has. */
export function passwordAdvice({ name, variables }: Pick<Container, 'name' | 'variables'>): string {
  const isFromFile = variables.some((one) => /^POSTGRES_\w+_FILE$/.test(one));
  // Through its socket, which it trusts; asks for the password on the terminal, so that it is in no history.
  const change = `docker exec -it ${quoteArgument(name)} sh -c '${isFromFile ? `${READ_FILES}; ` : ''}psql ${WHO} -c "\\password"'`;
  const given = isFromFile ? ' (it is in the file that POSTGRES_PASSWORD_FILE names)' : '';
  return `Start with the password that the volume was created with${given}, or set the new password in the database: ${change}`;
}
