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

export interface DatabaseCheckOptions {
  /** The commands of the instance's kind, for hints. */
  readonly command: string;
  readonly onAnswer: (containerId: string) => void;
}

/** The database answers a query with the password that service `db` was given. */
export function checkDatabase(
  context: Context,
  watch: ProjectWatch,
  { command, onAnswer }: DatabaseCheckOptions,
): Check {
  return {
    name: 'database',
    everyMs: LOOK_EVERY_MS,
    services: ['db'],
    async look(signal) {
      const container = (await watch.containers()).find(({ service }) => service === 'db');
      if (container?.state !== 'running') return waiting({ service: 'db', reason: 'does not run' });
      if (container.health !== undefined && container.health.status !== 'healthy') {
        return waiting({ service: 'db', reason: 'is not ready' });
      }
      const result = await context.docker.exec(container.id, ['sh', '-c', QUERY], { signal, timeoutMs: 10_000 });
      if (result.exitCode === 0 && result.stdout.trim() === '1') {
        onAnswer(container.id);
        return ok();
      }
      return refused(result.stderr.trim(), container.name, command);
    },
  };
}

function refused(stderr: string, container: string, command: string): ReturnType<typeof waiting> {
  if (/password authentication failed/i.test(stderr)) {
    // Through its socket, which it trusts; asks for the password on the terminal, so that it is in no history.
    const change = `docker exec -it ${container} sh -c 'psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "\\password"'`;
    return hopeless({
      service: 'db',
      reason: 'refuses its password: its volume was made with another one, which PostgreSQL keeps',
      hint: `Start with the password that the volume was made with, or give the database the new one: ${change}\nOnly if the data may go: ${command} down --volumes, then up.`,
    });
  }
  return waiting({ service: 'db', reason: `does not answer a query: ${stderr || 'no output'}` });
}
