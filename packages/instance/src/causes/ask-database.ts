import type { Container } from '@ktrdr/compose-runner';
import { isCodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { databaseQuery } from '../readiness/database-query.ts';
import { databaseRefusal } from '../readiness/database-refusal.ts';
import type { DatabaseAnswer } from './cause-facts.ts';

// The table is alembic's own. Source: https://alembic.sqlalchemy.org/en/latest/tutorial.html#running-our-first-migration
const REVISION = 'select version_num from alembic_version';
const NO_TABLE = /relation "alembic_version" does not exist/;
/** Before it counts as unanswered who was asked besides. */
const ANSWER_WITHIN_MS = 4_000;

/** Asks the database for its revision, with the password that service `db` was given; undefined where it does not run. */
export async function askDatabase(
  { docker }: Pick<Context, 'docker'>,
  containers: readonly Container[],
): Promise<DatabaseAnswer | undefined> {
  const db = containers.find(({ service, state }) => service === 'db' && state === 'running');
  if (db === undefined || (db.health !== undefined && db.health.status !== 'healthy')) return undefined;
  try {
    const query = ['sh', '-c', databaseQuery(REVISION)];
    const { exitCode, stdout, stderr } = await docker.exec(db.id, query, { timeoutMs: ANSWER_WITHIN_MS });
    const text = stderr.trim();
    if (exitCode === 0) return { kind: 'answered', revision: stdout.trim() || undefined };
    if (NO_TABLE.test(text)) return { kind: 'answered', revision: undefined };
    return { kind: databaseRefusal(text) ?? 'silent', text };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { kind: 'silent', text: error.detail ?? error.message };
  }
}
