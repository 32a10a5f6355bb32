/** Why PostgreSQL ends a session that it was asked for, where waiting cannot help. */
export type DatabaseRefusal = 'refused' | 'missing';

/**
 * Reads that out of what `psql` says: `refused`, a password that the volume was not made with; `missing`, a database that the server does not
 * have. While the official image sets a volume up, its server listens on no address, so that neither is said too early.
 * Source: https://github.com/docker-library/postgres (`docker_temp_server_start` in `docker-entrypoint.sh`)
 */
export function databaseRefusal(text: string): DatabaseRefusal | undefined {
  if (/password authentication failed/i.test(text)) return 'refused';
  return /FATAL: +database ".*" does not exist/.test(text) ? 'missing' : undefined;
}
