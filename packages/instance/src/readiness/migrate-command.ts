import type { Container } from '@ktrdr/compose-runner';
import { quoteArgument } from '@ktrdr/errors';

/** What brings the database up to date, in the backend's container. */
export const MIGRATE = ['/app/.venv/bin/alembic', 'upgrade', 'head'];

/** The same as a person types it. */
export function migrateCommand({ name }: Pick<Container, 'name'>): string {
  return `docker exec ${quoteArgument(name)} ${MIGRATE.join(' ')}`;
}
