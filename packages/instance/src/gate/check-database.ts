import type { Context } from '../context.ts';
import { type Check, hopeless, ok, waiting } from './check.ts';
import type { ProjectWatch } from './watch-project.ts';

const LOOK_EVERY_MS = 250;

// Through the container's own address on the project's network: the official image trusts its socket and loopback, so a
// connection from there proves nothing about the password. User, name and password are those the container was given.
const QUERY = [
  'PGPASSWORD="$POSTGRES_PASSWORD" PGCONNECT_TIMEOUT=5 exec psql',
  '-h "$(hostname)" -p "${PGPORT:-5432}" -U "${POSTGRES_USER:-postgres}" -d "${POSTGRES_DB:-${POSTGRES_USER:-postgres}}"',
  "--no-psqlrc --no-password -Atqc 'select 1'",
].join(' ');

/** The database answers a query with the password that service `db` was given. */
export function checkDatabase(context: Context, watch: ProjectWatch, onAnswer: () => void): Check {
  return {
    name: 'database',
    everyMs: LOOK_EVERY_MS,
    async look(signal) {
      const container = (await watch.containers()).find(({ service }) => service === 'db');
      if (container?.state !== 'running') return waiting({ service: 'db', reason: 'the database does not run' });
      if (container.health !== undefined && container.health.status !== 'healthy') {
        return waiting({ service: 'db', reason: 'the database is not ready' });
      }
      const result = await context.docker.exec(container.id, ['sh', '-c', QUERY], { signal, timeoutMs: 10_000 });
      if (result.exitCode === 0 && result.stdout.trim() === '1') {
        onAnswer();
        return ok();
      }
      return refused(result.stderr.trim());
    },
  };
}

function refused(stderr: string): ReturnType<typeof waiting> {
  if (/password authentication failed/i.test(stderr)) {
    return hopeless({
      service: 'db',
      reason: 'the database refuses its password: its volume was made with another one, which PostgreSQL keeps',
      hint:
        'Use the password that the volume was made with, or give the database user the new one (ALTER USER … PASSWORD …). ' +
        'Only if the data may go: down --volumes, then up.',
    });
  }
  return waiting({ service: 'db', reason: `the database does not answer a query: ${stderr || 'no output'}` });
}
