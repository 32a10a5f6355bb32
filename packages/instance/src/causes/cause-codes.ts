/**
 * What may be wrong with an instance, each thing by a stable code, and the likelier cause of other things first.
 *
 * - `root`: stands by itself, whatever else is wrong
 * - `symptom`: may follow from something else, of the same service or of one that it needs
 * - `remark`: stands by itself, and nothing else follows from it
 * - `isWide`: whatever is wrong with any service may follow from it
 */
export const CAUSE_CODES = {
  ENGINE: {
    kind: 'root',
    isWide: true,
    text: 'The Docker Engine cannot be reached or used, or is a different one than before.',
  },
  DIRECTORY_MISSING: { kind: 'root', isWide: true, text: 'The directory of the instance is missing.' },
  DIRECTORY_FORBIDDEN: {
    kind: 'root',
    isWide: false,
    text: 'You do not have permission to access the directory of the instance.',
  },
  DIRECTORY_REPLACED: {
    kind: 'root',
    isWide: true,
    text: 'The directory of the instance contains something other than the registered checkout.',
  },
  SLOT_OUT_OF_RANGE: {
    kind: 'root',
    isWide: false,
    text: 'The registry gives the instance a slot that does not exist, so it has no ports.',
  },
  FOREIGN_CONTAINERS: { kind: 'root', isWide: true, text: "Containers of another directory use the instance's name." },
  DISK_FULL: { kind: 'root', isWide: true, text: 'A disk has less than 200 MB free, so containers may fail to write.' },
  ALL_STOPPED: {
    kind: 'root',
    isWide: true,
    text: 'All containers have stopped, and no `down` stopped them: the machine may have been restarted.',
  },
  ENGINE_TOO_OLD: {
    kind: 'root',
    isWide: false,
    text: 'The Docker Engine supports none of the API versions that ktrdr uses, or Compose is too old.',
  },
  ADDRESS_POOLS: {
    kind: 'root',
    isWide: false,
    text: 'The Engine had no addresses left for the networks of the last start.',
  },
  SECRET_MISSING: { kind: 'root', isWide: false, text: 'The last start could not get its secrets.' },
  SECRET_CHANGED: {
    kind: 'root',
    isWide: false,
    text: 'The database was created with different secrets than those of the last start.',
  },
  IMAGE_MISSING: {
    kind: 'root',
    isWide: false,
    text: 'An image that the last start needed is missing and cannot be pulled.',
  },
  PORT_TAKEN: { kind: 'root', isWide: false, text: 'Something else holds a port that a service needs.' },
  MOUNT_MISSING: { kind: 'root', isWide: false, text: 'A file or directory that a service mounts does not exist.' },
  MOUNT_REPLACED: {
    kind: 'root',
    isWide: false,
    text: 'A service still mounts a file or directory that was replaced after its container was created.',
  },
  MOUNT_UNREADABLE: {
    kind: 'root',
    isWide: false,
    text: 'The user of a container may not read, or write to, a path that it mounts.',
  },
  IMAGE_PLATFORM: { kind: 'root', isWide: false, text: 'The image is for a different processor architecture.' },
  CONTAINER_NOT_STARTED: { kind: 'root', isWide: false, text: 'The Engine could not start a container.' },
  OUT_OF_MEMORY: {
    kind: 'root',
    isWide: false,
    text: 'A service was killed because it reached its memory limit.',
  },
  MACHINE_MEMORY: {
    kind: 'root',
    isWide: false,
    text: "A service was killed because the Engine's machine ran out of memory.",
  },
  DATABASE_PASSWORD: { kind: 'root', isWide: false, text: 'The database was created with a different password.' },
  DATABASE_MISSING: {
    kind: 'root',
    isWide: false,
    text: 'The database server has no database with the configured name.',
  },
  MIGRATIONS_RUNNING: { kind: 'root', isWide: false, text: 'Database migrations are running.' },
  MIGRATIONS_FAILED: { kind: 'root', isWide: false, text: 'A database migration of the last start failed.' },
  MIGRATIONS_UNKNOWN: {
    kind: 'root',
    isWide: false,
    text: 'The database has migrations that the checkout does not have, perhaps from another branch.',
  },
  MIGRATIONS_MISSING: { kind: 'root', isWide: false, text: 'The database is behind the migrations of the checkout.' },
  OFF_NETWORK: {
    kind: 'root',
    isWide: false,
    text: 'A container was disconnected from the network that it was created for.',
  },
  PAUSED: { kind: 'root', isWide: false, text: 'A container is paused.' },
  KILLED: { kind: 'root', isWide: false, text: 'A service was killed from outside.' },
  WORKER_ENDPOINT: {
    kind: 'root',
    isWide: false,
    text: 'A worker registered under an address or a port that is not its own.',
  },
  WORKER_ELSEWHERE: { kind: 'root', isWide: false, text: 'A worker registers with the backend of another stack.' },
  STARTED_OTHERWISE: { kind: 'root', isWide: false, text: 'A service was started by hand, with different ports.' },
  CRASH_LOOP: { kind: 'symptom', isWide: false, text: 'A service keeps exiting and restarting.' },
  EXITED: { kind: 'symptom', isWide: false, text: 'A service has exited, and nothing restarts it.' },
  NO_CONTAINER: { kind: 'symptom', isWide: false, text: 'A service has fewer containers than it should.' },
  PROBE_HANGS: { kind: 'symptom', isWide: false, text: 'The health probe of a service does not finish.' },
  PROBE_FAILS: { kind: 'symptom', isWide: false, text: 'The health probe of a service fails.' },
  DEPENDENCY: { kind: 'symptom', isWide: false, text: 'A service waits for another service.' },
  STARTING: { kind: 'symptom', isWide: false, text: 'A service is not healthy yet.' },
  DATABASE_SILENT: { kind: 'symptom', isWide: false, text: 'The database runs but does not answer queries.' },
  BACKEND_FAILS: { kind: 'symptom', isWide: false, text: 'The backend answers with an error.' },
  BACKEND_SILENT: { kind: 'symptom', isWide: false, text: 'The backend runs but does not answer.' },
  BACKEND_SLOW: { kind: 'symptom', isWide: false, text: 'The backend answers too slowly.' },
  BACKEND_UNREACHABLE: {
    kind: 'symptom',
    isWide: false,
    text: 'The backend answers, but a worker cannot reach it from its container.',
  },
  WORKER_UNREGISTERED: { kind: 'symptom', isWide: false, text: 'A worker runs but is not registered.' },
  ENV_FILE: {
    kind: 'remark',
    isWide: false,
    text: '`.env.sandbox` cannot be used, so the next start will be refused.',
  },
  COMPOSE_FILE: {
    kind: 'remark',
    isWide: false,
    text: 'The Compose file cannot be used, so the next start will be refused.',
  },
  LAST_START: { kind: 'remark', isWide: false, text: 'The last start failed.' },
  IMAGE_OUTDATED: {
    kind: 'remark',
    isWide: false,
    text: "A service runs an image that is older than the checkout's files that it is built from.",
  },
  ORPHAN: {
    kind: 'remark',
    isWide: false,
    text: 'A container belongs to a service that the Compose file does not have.',
  },
  CLOCK_SKEW: { kind: 'remark', isWide: false, text: "The Engine's clock differs from this machine's." },
} as const satisfies Readonly<Record<string, CauseKind>>;

interface CauseKind {
  readonly kind: 'root' | 'symptom' | 'remark';
  readonly isWide: boolean;
  /** What it is, in a sentence. */
  readonly text: string;
}

/** What is wrong, for programs. */
export type CauseCode = keyof typeof CAUSE_CODES;
