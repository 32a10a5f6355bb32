// The one list of the codes of KTRDR's errors: a code that is not here does not compile. docs/reference/error-codes.md is generated from it.
// By the exit code with which `ktrdr` and `ktrdr-setup` end; as constants of their own, so that a program contains only those it reads.

/** Errors that end a command with 1: it was refused, failed or misused. */
const REFUSED = {
  ALREADY_INITIALIZED:
    'The directory is already an instance, or contains the `.env.sandbox` of an unregistered instance.',
  AMBIGUOUS_INSTANCE:
    'Several instances have the branch checked out, or the name of one instance is the slot of another.',
  BAD_LAYOUT: 'A port layout assigns a port twice, or assigns a number that is not a port.',
  BASE_NOT_FOUND: '`--from` does not name a branch, tag or commit.',
  BEING_CREATED: 'A `create` with another registry is making a sandbox of the worktree, or was killed while doing so.',
  BRANCH_AMBIGUOUS: 'Several remotes have the branch.',
  BRANCH_CHECKED_OUT: 'The branch is checked out in another worktree.',
  BRANCH_EXISTS: 'The branch to create already exists.',
  BRANCH_INVALID: 'The name is not a valid git branch name.',
  BRANCH_NOT_FOUND: 'The remote has no branch of that name.',
  BUILD_FAILED: 'An image could not be built.',
  BUSY: 'Another command is working on the same instance, or on the shared data.',
  CHANGED_MEANWHILE: 'Something that `doctor --fix` was about to repair changed after it was checked.',
  CHECKOUT_REPLACED: 'The directory no longer contains the clone or worktree that was registered.',
  CLONE_FAILED: 'git could not clone the repository.',
  CLONE_REPLACED: 'The clone was replaced while setup was working with it.',
  COMPOSE_FILE_MISSING: 'The Compose file given now, or to an earlier `up`, does not exist or cannot be read.',
  COMPOSE_INVALID:
    'The Compose file is invalid, or unsuitable for an instance: it fixes container names, or has no worker services.',
  COMPOSE_MISSING: 'Docker Compose is not installed.',
  CONFINED: '`KTRDR_CONFINE`, or `ktrdr mcp`, does not allow the caller to use this instance.',
  CONTEXT_MISSING: 'The selected Docker context does not exist.',
  COPY_INCOMPLETE: 'Some files of the shared data could not be copied. Nothing was replaced.',
  COPY_LOST:
    'The new copy of the shared data is no longer complete, or disappeared before the data that it replaced was deleted.',
  DESTINATION_EXISTS: 'The directory that setup was to clone into already exists.',
  DIRECTORY_EXISTS: 'The directory that `create` was to make already exists.',
  DIRECTORY_FORBIDDEN: 'You do not have permission to access the directory of an instance.',
  DISK_FULL: 'The disk of the shared data, the Docker Engine or the setup record is full.',
  DOCKER_FAILED: '`docker` failed for an unrecognized reason; its output is shown.',
  DOCKER_MISSING: 'The `docker` command is not installed, or not on the PATH.',
  DOCKER_TIMEOUT: '`docker` did not answer in time.',
  ENGINE_CHANGED: 'The instance was started on a different Docker Engine than the one that `docker` uses now.',
  ENGINE_FORBIDDEN: 'You do not have permission to use the Docker Engine.',
  ENGINE_RECORD_UNREADABLE: 'The record of the Engine that an instance was started on cannot be read.',
  ENGINE_RECORD_UNWRITABLE: 'The record of the Engine that an instance is started on cannot be written.',
  ENGINE_TOO_OLD: 'The Docker Engine or Compose is too old.',
  ENGINE_UNREACHABLE: 'The Docker Engine cannot be reached.',
  ENV_FILE_CHANGED: '`.env.sandbox` appeared or changed while the command was working on it.',
  ENV_FILE_INVALID: '`.env.sandbox` contains an invalid line.',
  ENV_FILE_LINK: '`.env.sandbox` is a symbolic link.',
  ENV_FILE_TRACKED: 'git tracks `.env.sandbox`.',
  ENV_FILE_UNREADABLE: '`.env.sandbox` cannot be read.',
  ENV_FILE_UNWRITABLE: '`.env.sandbox` cannot be written or removed.',
  EVENTS_UNWRITABLE: 'The file for the events of a command cannot be written.',
  EXTERNAL_MISSING: 'A network or volume that the Compose file declares as external does not exist.',
  FOREIGN_FILES: "Directories in the worktree belong to another user, perhaps a container's, and cannot be removed.",
  FOREIGN_PROJECT: 'The Compose project or the directory belongs to another instance, registered elsewhere.',
  GIT_FAILED: 'git failed; its output is shown.',
  GIT_MISSING: 'git is not installed, or not on the PATH.',
  GIT_TOO_OLD: 'git is too old.',
  HOME_INVALID: '`KTRDR_HOME` is not a usable absolute path.',
  HOOK_FAILED:
    'A hook from the settings failed, timed out or could not be started. The message names the hook, its exit code and what was done regardless.',
  HOST_SERVICE_MISSING: 'The checkout of local-prod does not contain the program of a host service.',
  HOST_SERVICE_RUNS: 'A running host service of local-prod needs what is about to be destroyed.',
  HOST_SERVICE_STAYS: 'Processes of a host service survive SIGKILL.',
  IDENTITY_MISMATCH: '`.env.sandbox` names a different instance than the registry.',
  IGNORED_AT_RISK:
    'Files that git ignores and nothing rebuilds, or your own lines in `.env.sandbox`, would be lost, and nobody has agreed.',
  IMAGE_MISSING: 'An image that the Compose file uses is missing and cannot be pulled.',
  INHERITED_VOLUMES: 'Volumes of an earlier instance with the same name still exist.',
  INSTANCE_CHANGED: 'The instance has changed since the command began.',
  INSTANCE_EXISTS: 'An instance with that name is already registered.',
  INSTANCE_INVALID: 'The registry does not accept the name, slot or path of the instance.',
  INSTANCE_RESERVED: 'The id is reserved for local-prod.',
  INTERNAL: 'A bug in ktrdr. A stack trace is shown.',
  JOURNAL_UNREADABLE: 'The record that an interrupted command kept of its work cannot be read.',
  JOURNAL_UNWRITABLE: 'A command cannot record what it is about to do, so it does nothing.',
  KEPT_BEFORE: 'An interrupted destroy was to keep something that this one would remove.',
  LOCAL_PROD_EXISTS: 'A local-prod instance is already registered.',
  LOCK_FAILED: 'A lock cannot be taken: permissions, a full disk, or a file system without locks.',
  LOCK_HELD: 'Another process holds the lock on a file; the message names the process.',
  LOCK_UNSUPPORTED:
    'Locks cannot be taken: `flock` from util-linux is missing, or the platform is neither Linux nor macOS.',
  LOGS_FAILED: 'Logs could not be read.',
  MOUNT_FAILED: 'A directory that a service mounts cannot be created.',
  MOUNT_MISSING: 'A path that a service mounts does not exist, and it is, or may be, a file.',
  NAME_INVALID: 'The name cannot be turned into an id.',
  NAME_NOT_EXACT: 'An action that cannot be undone was requested by slot, branch or an inexact name.',
  NETWORK_IN_USE: 'Networks stay, because containers of other projects use them.',
  NETWORK_NAMES: 'On a shared network, service names would resolve to containers of other stacks.',
  NOT_ANSWERED: 'Setup needs an answer, and there is no terminal.',
  NOT_A_BRANCH: '`-b` names a tag or a commit, not a branch.',
  NOT_A_SANDBOX: 'The named instance is not a sandbox.',
  NOT_CONFIRMED: 'The answer to the question was no, or it could not be asked.',
  NOT_EMPTY:
    'The directory cannot be removed: it is a mount, or it contains something that is in use or belongs to others.',
  NOT_IN_INSTANCE: 'The current directory is not in an instance.',
  NOT_IN_LOCAL_PROD: 'The current directory is not in local-prod.',
  NOT_IN_SANDBOX: 'The current directory is not in a sandbox.',
  NOT_RUNNING: 'The service is not running.',
  NO_COMMIT: 'The repository has no commits.',
  NO_CONTAINERS: 'The instance or the service has no containers.',
  NO_DIRECTORY: 'The current directory no longer exists.',
  NO_FREE_SLOT: 'All slots are taken.',
  NO_LOCAL_PROD: 'No local-prod instance is registered.',
  NO_SHARED_SOURCE: 'The source has no shared data to copy.',
  NO_SUCH_INSTANCE: 'No instance of that name is registered.',
  NO_SUCH_SANDBOX: 'No sandbox of that name is registered.',
  NO_SUCH_SERVICE: 'The instance has no service of that name.',
  OLD_DATA_LEFT: 'The new shared data is in place, but the data that it replaced could not be deleted.',
  PATH_REGISTERED: 'The directory is already registered as another instance.',
  PATH_UNUSABLE: 'The path contains a colon or a line break and cannot be used.',
  PLACE_NOT_WANTED: 'Setup was told not to continue with the place that it found.',
  PLACE_UNUSABLE: 'Setup cannot use the path.',
  PLAN_CHANGED: 'Something changed after the plan was shown.',
  PORT_TWICE: 'The Compose file publishes the same port twice.',
  PREREQUISITES_MISSING: 'Programs that setup needs are missing, too old or broken.',
  PYTHON_STACK_EXISTS: "The worktree of KTRDR's Python tool still has containers.",
  REGISTRY_LOCKED: 'Another process held the lock on the registry for ten seconds; the message names the process.',
  REGISTRY_WRITE_FAILED: 'The registry cannot be written.',
  REMAINS_UNKNOWN: 'The directory that an interrupted destroy moved aside can no longer be recognized.',
  REMOVAL_UNFINISHED: 'A `destroy` or `down --volumes` of the instance was interrupted, and only `up` abandons it.',
  REPOSITORY_BUSY: 'Another command is working on the worktrees of the repository.',
  REPOSITORY_MISSING: 'The repository of the sandbox is missing.',
  REPORT_EXISTS: 'A file already exists where the report was to be written.',
  REPORT_UNWRITABLE: 'The report cannot be written to its file.',
  SECRETS_DIFFER: 'The database was created with different secrets and would refuse its own password.',
  SERVICE_NEEDED: 'The service cannot be left out: another service needs it, or the checks do.',
  SETTINGS_INVALID: 'The settings file is not valid JSON, or contains an unknown setting or an invalid value.',
  SETTINGS_UNREADABLE: 'The settings file cannot be read.',
  SETTINGS_UNWRITABLE: 'The settings file cannot be written.',
  SETUP_CHANGED: 'Another setup worked on the same place in the meantime.',
  SETUP_DIFFERS: 'An unfinished setup uses another repository or branch.',
  SETUP_RECORD_UNREADABLE: 'The record of an unfinished setup cannot be read.',
  SHARED_CHANGED: 'The shared data has changed since somebody agreed to replace it.',
  SHARED_EXISTS: 'Shared data already exists, and nobody agreed to replace it.',
  SHARED_IN_THE_WAY: 'Something appeared in the place of the shared data while a copy was being put there.',
  SHARED_NOT_REPLACEABLE:
    'The shared data cannot be replaced: it contains a mount, leads elsewhere, or is not yours to write.',
  SHARED_OVERLAP: 'The source of the shared data is the shared directory, contains it or is inside it.',
  SHARED_UNFINISHED: 'A directory of the shared data is missing: a copy was interrupted while being put in its place.',
  SHARED_UNREADABLE: 'The shared data cannot be read.',
  SHARED_UNWRITABLE: 'The shared data cannot be written.',
  SLOT_OUT_OF_RANGE: 'The slot does not exist.',
  SLOT_TAKEN: 'Another instance has the slot.',
  SOURCE_CHANGES: 'The source of the shared data kept changing during the copy. Nothing was replaced.',
  STAGING_UNREADABLE: 'The progress of an interrupted copy of shared data cannot be determined.',
  STRANGE_VOLUMES: "Nothing shows that volumes under the instance's name belong to it, so they are not removed.",
  SYNC_FAILED: '`uv sync` failed.',
  SYSTEM_REFUSED: 'The operating system refused an operation on a file or a disk. The message names it.',
  TAKEN_OVER_VOLUMES: 'The instance uses volumes that existed before it: they are not removed unless you agree.',
  UNEXPECTED_OUTPUT: 'A program printed output that cannot be parsed.',
  USAGE: 'The arguments are wrong.',
  UV_MISSING: '`uv` is not installed, or not on the PATH.',
  VOLUMES_IN_USE:
    'Containers outside the instance use volumes that were to be removed; the message names the containers.',
  VOLUME_RECORD_UNREADABLE: "The record of the instance's volumes cannot be read.",
  VOLUME_RECORD_UNWRITABLE: "The record of the instance's volumes cannot be written.",
  WORKTREE_EXISTS: 'git still records a worktree there, although its directory is gone.',
  WORKTREE_NOT_MADE: 'The worktree could not be created.',
  WORKTREE_NOT_REMOVED: 'The worktree, or what remains of it, could not be removed.',
  WORK_AT_RISK: 'The worktree contains work that exists nowhere else.',
} as const;

const UNFIT = {
  GATE_FAILED: 'The stack is not ready. The message names each failing service, with the reason.',
  HOST_SERVICE_FAILED:
    'A host service has ended, or did not become healthy in time. The last lines that it wrote are shown.',
  NOT_A_CLONE: 'The directory is not a clone or, where a worktree is accepted, not a worktree either.',
  NOT_KTRDR: 'The repository is not a KTRDR repository.',
  UNFIT_VOLUMES: "Nothing shows that volumes under the instance's name belong to it, so it is not started with them.",
} as const;

const PORTS = { PORT_TAKEN: 'Something else holds a port that the instance needs; the message names it.' } as const;

const SECRETS = {
  SECRETS_UNAVAILABLE:
    'Secrets are not available, from 1Password or from `secrets.command`. The message names the cause and the fix.',
} as const;

const REGISTRY = {
  REGISTRY_FORBIDDEN: 'You do not have permission to read the registry.',
  REGISTRY_UNREADABLE:
    'The registry is damaged, from a newer version, or on a disk that is not mounted. It was left unchanged.',
} as const;

const NOT_FOUND = { COMMAND_NOT_FOUND: 'The command that `run` is to run is not on this machine.' } as const;

const INTERRUPTION = {
  INTERRUPTED: 'The command was interrupted (Ctrl-C, SIGTERM or SIGHUP). The message names what was made or kept.',
} as const;

/** The codes of errors that end a command with another exit code than 1, by that exit code. */
export const OTHER_EXITS = { 2: UNFIT, 3: PORTS, 4: SECRETS, 5: REGISTRY, 127: NOT_FOUND, 130: INTERRUPTION } as const;

// Not `...OTHER_EXITS`: a bundler keeps what a spread may do, and with it this list in every program.
/** All codes, by the exit code with which they end a command, and when each is thrown. */
export const ERROR_CODES = {
  1: REFUSED,
  2: UNFIT,
  3: PORTS,
  4: SECRETS,
  5: REGISTRY,
  127: NOT_FOUND,
  130: INTERRUPTION,
} as const;

type CodesOf<Lists> = Lists extends unknown ? keyof Lists & string : never;

/** A code that an error of ours may have. */
export type ErrorCode = CodesOf<(typeof ERROR_CODES)[keyof typeof ERROR_CODES]>;
