// Through the container's own address on the project's network: the official image trusts its socket and loopback, so a
// connection from there proves nothing about the password. User, name and password are those the container was given.
// Each may be in a file instead. Source: https://hub.docker.com/_/postgres ("Docker Secrets")

/** Sets the variables of a shell from the files that may have them instead. */
export const READ_FILES = [
  'if [ -n "$POSTGRES_PASSWORD_FILE" ]; then POSTGRES_PASSWORD="$(cat "$POSTGRES_PASSWORD_FILE")"; fi',
  'if [ -n "$POSTGRES_USER_FILE" ]; then POSTGRES_USER="$(cat "$POSTGRES_USER_FILE")"; fi',
  'if [ -n "$POSTGRES_DB_FILE" ]; then POSTGRES_DB="$(cat "$POSTGRES_DB_FILE")"; fi',
].join('; ');

/** Who logs in. */
export const USER = '"${POSTGRES_USER:-postgres}"';
/** Which database it is. */
export const NAME = '"${POSTGRES_DB:-${POSTGRES_USER:-postgres}}"';
/** Says who logs in, and to which database. */
export const WHO = `-U ${USER} -d ${NAME}`;

/** A line for the shell of the database's container that asks it something with its password. @param sql without single quotes */
export function databaseQuery(sql: string): string {
  return [
    `${READ_FILES};`,
    'PGPASSWORD="$POSTGRES_PASSWORD" PGCONNECT_TIMEOUT=5 exec psql',
    `-h "$(hostname)" -p "\${PGPORT:-5432}" ${WHO}`,
    `--no-psqlrc --no-password -Atqc '${sql}'`,
  ].join(' ');
}
