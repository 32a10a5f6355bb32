/**
 * What may be wrong with an instance, each thing by a stable code, and the likelier cause of other things first.
 *
 * - `root`: stands by itself, whatever else is wrong
 * - `symptom`: may follow from something else, of the same service or of one that it needs
 * - `remark`: stands by itself, and nothing else follows from it
 * - `isWide`: whatever is wrong with any service may follow from it
 */
export const CAUSE_CODES = {
  ENGINE: { kind: 'root', isWide: true, text: 'The Docker Engine cannot be asked, or is another one than before.' },
  DIRECTORY_MISSING: { kind: 'root', isWide: true, text: 'The directory of the instance is not there.' },
  DIRECTORY_FORBIDDEN: {
    kind: 'root',
    isWide: false,
    text: 'The user may not look into the directory of the instance.',
  },
  DIRECTORY_REPLACED: {
    kind: 'root',
    isWide: true,
    text: 'Something else than the registered checkout is in the directory of the instance.',
  },
  SLOT_OUT_OF_RANGE: {
    kind: 'root',
    isWide: false,
    text: 'The registry gives the instance a slot that does not exist, so that it has no ports.',
  },
  FOREIGN_CONTAINERS: { kind: 'root', isWide: true, text: "Containers of another directory have the instance's name." },
  DISK_FULL: { kind: 'root', isWide: true, text: 'A disk has less than 200 MB free, and containers fail to write.' },
  ALL_STOPPED: {
    kind: 'root',
    isWide: true,
    text: 'Containers are there and none runs, and no `down` stopped them: the machine was restarted, say.',
  },
  ENGINE_TOO_OLD: {
    kind: 'root',
    isWide: false,
    text: 'The Docker Engine speaks no version of its API that we speak, or Compose is too old.',
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
    text: 'The database was made with other secrets than those of the last start.',
  },
  IMAGE_MISSING: { kind: 'root', isWide: false, text: 'An image of the last start is missing, and cannot be pulled.' },
  PORT_TAKEN: { kind: 'root', isWide: false, text: 'Somebody else has a port that a service needs.' },
  MOUNT_MISSING: { kind: 'root', isWide: false, text: 'A file or directory that a service mounts is not there.' },
  MOUNT_REPLACED: {
    kind: 'root',
    isWide: false,
    text: 'A service still mounts a file or directory that has been replaced since its container was made.',
  },
  MOUNT_UNREADABLE: {
    kind: 'root',
    isWide: false,
    text: "What a service mounts may not be read, or written, by the container's user.",
  },
  IMAGE_PLATFORM: { kind: 'root', isWide: false, text: 'The image is for another processor.' },
  CONTAINER_NOT_STARTED: { kind: 'root', isWide: false, text: 'The Engine could not start a container.' },
  OUT_OF_MEMORY: {
    kind: 'root',
    isWide: false,
    text: 'A service was ended because it used up the memory that its limit allows.',
  },
  MACHINE_MEMORY: {
    kind: 'root',
    isWide: false,
    text: "A service was ended because the memory of the Engine's machine ran out.",
  },
  DATABASE_PASSWORD: { kind: 'root', isWide: false, text: 'The database was made with another password.' },
  DATABASE_MISSING: { kind: 'root', isWide: false, text: 'The server has no database of the name that it was given.' },
  MIGRATIONS_RUNNING: { kind: 'root', isWide: false, text: 'Database migrations are at work.' },
  MIGRATIONS_FAILED: { kind: 'root', isWide: false, text: 'A database migration of the last start failed.' },
  MIGRATIONS_UNKNOWN: {
    kind: 'root',
    isWide: false,
    text: 'The database is of migrations that the checkout does not have: of another branch, say.',
  },
  MIGRATIONS_MISSING: { kind: 'root', isWide: false, text: 'The database is behind the migrations of the checkout.' },
  OFF_NETWORK: { kind: 'root', isWide: false, text: 'A container was taken off the network that it was made for.' },
  PAUSED: { kind: 'root', isWide: false, text: 'A container is paused.' },
  KILLED: { kind: 'root', isWide: false, text: 'A service was killed from outside.' },
  WORKER_ENDPOINT: {
    kind: 'root',
    isWide: false,
    text: 'A worker registered under an address or a port that is not its own.',
  },
  WORKER_ELSEWHERE: { kind: 'root', isWide: false, text: 'A worker registers with the backend of somebody else.' },
  STARTED_OTHERWISE: { kind: 'root', isWide: false, text: 'A service was started by hand, with other ports.' },
  CRASH_LOOP: { kind: 'symptom', isWide: false, text: 'A service ends again and again.' },
  EXITED: { kind: 'symptom', isWide: false, text: 'A service has ended, and nothing restarts it.' },
  NO_CONTAINER: { kind: 'symptom', isWide: false, text: 'A service has fewer containers than it should.' },
  PROBE_HANGS: { kind: 'symptom', isWide: false, text: 'The health probe of a service does not come to an end.' },
  PROBE_FAILS: { kind: 'symptom', isWide: false, text: 'The health probe of a service fails.' },
  DEPENDENCY: { kind: 'symptom', isWide: false, text: 'A service waits for another one.' },
  STARTING: { kind: 'symptom', isWide: false, text: 'A service is not healthy yet.' },
  DATABASE_SILENT: { kind: 'symptom', isWide: false, text: 'The database runs and answers no query.' },
  BACKEND_FAILS: { kind: 'symptom', isWide: false, text: 'The backend answers with an error.' },
  BACKEND_SILENT: { kind: 'symptom', isWide: false, text: 'The backend runs and does not answer.' },
  BACKEND_SLOW: { kind: 'symptom', isWide: false, text: 'The backend answers too late.' },
  BACKEND_UNREACHABLE: {
    kind: 'symptom',
    isWide: false,
    text: 'The backend answers, and a worker cannot reach it from its container.',
  },
  WORKER_UNREGISTERED: { kind: 'symptom', isWide: false, text: 'A worker runs and is not registered.' },
  ENV_FILE: {
    kind: 'remark',
    isWide: false,
    text: 'The `.env.sandbox` cannot be used, and the next start is refused for it.',
  },
  COMPOSE_FILE: {
    kind: 'remark',
    isWide: false,
    text: 'The Compose file cannot be used, and the next start is refused for it.',
  },
  LAST_START: { kind: 'remark', isWide: false, text: 'The last start failed.' },
  IMAGE_OUTDATED: {
    kind: 'remark',
    isWide: false,
    text: 'A service runs an image that is older than the files of the checkout that it is built of.',
  },
  ORPHAN: { kind: 'remark', isWide: false, text: 'A container is of a service that the Compose file does not have.' },
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
