#!/bin/bash
# First boot: create the cluster, the user and the database, on a server that only the socket reaches.
# Every boot: become PostgreSQL as process 1.
set -euo pipefail

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
password=${POSTGRES_PASSWORD:-}

# A volume can arrive owned by root, and PostgreSQL refuses to run as root.
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA"
  chmod 0700 "$PGDATA"
  find "$PGDATA" ! -user postgres -exec chown postgres:postgres {} +
  exec setpriv --reuid=postgres --regid=postgres --init-groups "${BASH_SOURCE[0]}" "$@"
fi

create_cluster() {
  if [ -z "$password" ]; then
    echo 'The volume is empty and POSTGRES_PASSWORD is not set: refusing to create a cluster without a password.' >&2
    exit 1
  fi

  # initdb trusts the socket and loopback by default; everything else has to know the password.
  initdb --username="$user" --pwfile=<(printf '%s\n' "$password") --no-sync
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"

  pg_ctl --silent --wait --options="-c listen_addresses='' -c fsync=off" start
  if [ "$database" != postgres ]; then
    psql --no-psqlrc --quiet --username="$user" --dbname=postgres --set=ON_ERROR_STOP=1 --set=name="$database" \
      <<< 'CREATE DATABASE :"name";'
  fi
  pg_ctl --silent --wait --mode=fast stop
  echo 'PostgreSQL init process complete; ready for start up.'
}

# As in the official image, the variables only matter to an empty volume.
[ -s "$PGDATA/PG_VERSION" ] || create_cluster

exec "$@"
