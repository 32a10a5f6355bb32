// The one list of the codes of KTRDR's errors: a code that is not here does not compile. docs/reference/error-codes.md is generated from it.
// By the exit code with which `ktrdr` and `ktrdr-setup` end; as constants of their own, so that a program contains only those it reads.

/** Errors that end a command with 1: it was refused, failed or misused. */
const REFUSED = {
  ALREADY_INITIALIZED:
    'The directory is an instance already, or holds an `.env.sandbox` of one that is not registered.',
  AMBIGUOUS_INSTANCE: 'Several instances have the branch checked out, or one has the name and another the slot.',
  BAD_LAYOUT: 'A layout of ports gives one port to two slots, or to none.',
  BASE_NOT_FOUND: '`--from` names no branch, tag or commit.',
  BEING_CREATED: 'A create with another registry is making a sandbox of the worktree, or was killed at it.',
  BRANCH_AMBIGUOUS: 'Several remotes have the branch.',
  BRANCH_CHECKED_OUT: 'Another worktree has the branch checked out.',
  BRANCH_EXISTS: 'The branch that a create is to make exists already.',
  BRANCH_INVALID: 'git allows no branch of that name.',
  BRANCH_NOT_FOUND: 'The remote has no branch of that name.',
  BUILD_FAILED: 'An image could not be built.',
  BUSY: 'Another command is working on the same instance, or on the shared data.',
  CHANGED_MEANWHILE: 'What `doctor --fix` was to mend has changed since it was looked at.',
  CHECKOUT_REPLACED: 'The directory is no longer the clone or worktree that was registered.',
  CLONE_FAILED: 'git could not clone the repository.',
  CLONE_REPLACED: 'The clone that setup works with was replaced while it worked.',
  COMPOSE_FILE_MISSING: 'The Compose file that was named, now or for an earlier `up`, is not there or cannot be read.',
  COMPOSE_INVALID:
    'Compose cannot use the file, or an instance cannot: it fixes the names of containers, or has no services for workers.',
  COMPOSE_MISSING: 'Docker Compose is not installed.',
  CONFINED: '`KTRDR_CONFINE`, or `ktrdr mcp`, keeps the caller from this instance.',
  CONTEXT_MISSING: 'The Docker context that is chosen does not exist.',
  COPY_INCOMPLETE: 'Files of shared data could not be copied. Nothing was replaced.',
  COPY_LOST:
    'The copy of shared data that was to be put in place is not whole any more, or is gone from there before what it replaced was deleted.',
  DESTINATION_EXISTS: 'The directory in which setup was to clone exists.',
  DIRECTORY_EXISTS: 'The directory that a create was to make exists.',
  DIRECTORY_FORBIDDEN: 'The user may not look into the directory of an instance.',
  DISK_FULL: 'A disk is full: of the shared data, of the Docker Engine, or of the record of a setup.',
  DOCKER_FAILED: '`docker` failed for a reason that is not known to us; its words are shown.',
  DOCKER_MISSING: 'The `docker` command is not installed, or not on the PATH.',
  DOCKER_TIMEOUT: '`docker` did not answer in time.',
  ENGINE_CHANGED: 'The instance was started on another Docker Engine than the one that `docker` speaks to now.',
  ENGINE_FORBIDDEN: 'The user may not talk to the Docker Engine.',
  ENGINE_RECORD_UNREADABLE: 'The record of the Engine on which an instance was started cannot be read.',
  ENGINE_RECORD_UNWRITABLE: 'The record of the Engine on which an instance is started cannot be written.',
  ENGINE_TOO_OLD: 'The Docker Engine or Compose is too old.',
  ENGINE_UNREACHABLE: 'The Docker Engine cannot be reached.',
  ENV_FILE_CHANGED: '`.env.sandbox` came or changed while it was written.',
  ENV_FILE_INVALID: '`.env.sandbox` cannot be understood.',
  ENV_FILE_LINK: '`.env.sandbox` is a symbolic link.',
  ENV_FILE_TRACKED: 'git tracks `.env.sandbox`.',
  ENV_FILE_UNREADABLE: '`.env.sandbox` cannot be read.',
  ENV_FILE_UNWRITABLE: '`.env.sandbox` cannot be written or removed.',
  EVENTS_UNWRITABLE: 'The file that is to get the events of a command cannot be written.',
  EXTERNAL_MISSING: 'A network or volume that the Compose file calls external does not exist.',
  FOREIGN_FILES: 'Directories in the worktree belong to another user, who may be a container, and cannot be removed.',
  FOREIGN_PROJECT: 'The Compose project or the directory belongs to another instance, registered elsewhere.',
  GIT_FAILED: 'git failed; its words are shown.',
  GIT_MISSING: 'git is not installed, or not on the PATH.',
  GIT_TOO_OLD: 'git is too old.',
  HOME_INVALID: '`KTRDR_HOME` is no absolute path that can be used.',
  HOOK_FAILED:
    'A hook of the settings failed, did not end in its time or could not be started. It is named, with its exit code, and so is what stands all the same.',
  HOST_SERVICE_MISSING: 'The checkout of local-prod does not have the program of a host service.',
  HOST_SERVICE_RUNS: 'A host service of local-prod runs, which needs what is to be destroyed.',
  HOST_SERVICE_STAYS: 'Processes of a host service outlive SIGKILL.',
  IDENTITY_MISMATCH: '`.env.sandbox` names another instance than the registry.',
  IGNORED_AT_RISK:
    'Files that git ignores and nothing rebuilds would go, or lines of yours in `.env.sandbox`, and nobody has agreed.',
  IMAGE_MISSING: 'An image that the Compose file runs is missing and cannot be pulled.',
  INHERITED_VOLUMES: 'Volumes of an earlier instance of the same name are still there.',
  INSTANCE_CHANGED: 'The instance is not what it was when the command began.',
  INSTANCE_EXISTS: 'An instance of that name is registered.',
  INSTANCE_INVALID: 'The registry cannot hold what is to be registered.',
  INSTANCE_RESERVED: 'The id is reserved for local-prod.',
  INTERNAL: 'A bug of ours. A stack trace is shown.',
  JOURNAL_UNREADABLE: 'What an interrupted command wrote down of its work cannot be read.',
  JOURNAL_UNWRITABLE: 'What a command is going to do cannot be written down, so that it does nothing.',
  KEPT_BEFORE: 'A destroy that was interrupted was to leave what this one would remove.',
  LOCAL_PROD_EXISTS: 'A local-prod is registered already.',
  LOCK_FAILED: 'A lock cannot be taken: permissions, a full disk, or a file system without locks.',
  LOCK_HELD: 'Another process holds the lock of a file; it is named.',
  LOCK_UNSUPPORTED:
    'Locks cannot be taken: `flock` of util-linux is missing, or the platform is neither Linux nor macOS.',
  LOGS_FAILED: 'Logs could not be read.',
  MOUNT_FAILED: 'A directory that a service mounts cannot be made.',
  MOUNT_MISSING: 'What a service mounts is not there, and it is a file, or may be one.',
  NAME_INVALID: 'No id can be made of the name.',
  NAME_NOT_EXACT: 'What cannot be undone was asked for by a slot, a branch or another spelling of a name.',
  NETWORK_IN_USE: 'Networks stay, because containers of others use them.',
  NETWORK_NAMES: 'On a shared network, names of services would lead to the containers of others.',
  NOT_ANSWERED: 'Setup has a question, and there is no terminal.',
  NOT_A_BRANCH: '`-b` names a tag or a commit.',
  NOT_A_SANDBOX: 'The instance that is named is not a sandbox.',
  NOT_CONFIRMED: 'The question was answered with no, or could not be asked.',
  NOT_EMPTY:
    'The directory cannot be removed: something of somebody else lies in it or is used there, or it is a mount.',
  NOT_IN_INSTANCE: 'The current directory is in no instance.',
  NOT_IN_LOCAL_PROD: 'The current directory is not in local-prod.',
  NOT_IN_SANDBOX: 'The current directory is in no sandbox.',
  NOT_RUNNING: 'The service does not run.',
  NO_COMMIT: 'The repository has no commit.',
  NO_CONTAINERS: 'The instance or the service has no containers.',
  NO_DIRECTORY: 'The current directory does not exist any more.',
  NO_FREE_SLOT: 'All slots are taken.',
  NO_LOCAL_PROD: 'No local-prod is registered.',
  NO_SHARED_SOURCE: 'There is no shared data at the place from which to copy it.',
  NO_SUCH_INSTANCE: 'No instance of that name is registered.',
  NO_SUCH_SANDBOX: 'No sandbox of that name is registered.',
  NO_SUCH_SERVICE: 'The instance has no service of that name.',
  OLD_DATA_LEFT: 'New shared data is in place, but what it replaced could not be deleted.',
  PATH_REGISTERED: 'The directory is registered as another instance.',
  PATH_UNUSABLE: 'The path has a colon or a line break in it, and cannot be used.',
  PLACE_NOT_WANTED: 'Setup was told not to go on with the place that it found.',
  PLACE_UNUSABLE: 'Setup cannot use the path.',
  PLAN_CHANGED: 'Something changed after the plan was shown.',
  PORT_TWICE: 'The Compose file publishes one port twice.',
  PREREQUISITES_MISSING: 'Programs that setup needs are missing, too old or do not work.',
  PYTHON_STACK_EXISTS: "The worktree of KTRDR's Python tool still has containers.",
  REGISTRY_LOCKED: 'Another process held the lock of the registry for ten seconds; it is named.',
  REGISTRY_WRITE_FAILED: 'The registry cannot be written.',
  REMAINS_UNKNOWN: 'What an interrupted destroy has moved aside is not known again.',
  REMOVAL_UNFINISHED: 'A destroy or a `down --volumes` of the instance was interrupted, and only `up` gives it up.',
  REPOSITORY_BUSY: 'Another command is working on the worktrees of the repository.',
  REPOSITORY_MISSING: 'The repository of the sandbox is not there.',
  REPORT_EXISTS: 'There is a file already where a report was to be written.',
  REPORT_UNWRITABLE: 'A report cannot be written where it was to go.',
  SECRETS_DIFFER: 'The database was made with other secrets, and would refuse its own password.',
  SERVICE_NEEDED: 'The service cannot be left out: another one needs it, or the checks do.',
  SETTINGS_INVALID: 'The file of settings is no JSON, or a setting is none, or has a value that it cannot have.',
  SETTINGS_UNREADABLE: 'The file of settings cannot be read.',
  SETTINGS_UNWRITABLE: 'The file of settings cannot be written.',
  SETUP_CHANGED: 'Another setup of the same place was at work in the meantime.',
  SETUP_DIFFERS: 'An unfinished setup is of another repository or branch.',
  SETUP_RECORD_UNREADABLE: 'The record of an unfinished setup cannot be read.',
  SHARED_CHANGED: 'Shared data changed since somebody agreed to replace it.',
  SHARED_EXISTS: 'There is shared data already, and nobody said that it may be replaced.',
  SHARED_IN_THE_WAY: 'Something came to the place of shared data while a copy was put there.',
  SHARED_NOT_REPLACEABLE:
    "Shared data cannot be replaced: it holds a mount, leads elsewhere, or is not the user's to write.",
  SHARED_OVERLAP: 'The source of shared data is, holds or lies in the shared directory.',
  SHARED_UNFINISHED: 'A directory of shared data is away: a copy was ended while it was put in its place.',
  SHARED_UNREADABLE: 'Shared data cannot be read.',
  SHARED_UNWRITABLE: 'Shared data cannot be written.',
  SLOT_OUT_OF_RANGE: 'There is no such slot.',
  SLOT_TAKEN: 'Another instance has the slot.',
  SOURCE_CHANGES: 'The source of shared data kept changing while it was copied. Nothing was replaced.',
  STAGING_UNREADABLE: 'It cannot be told how far an interrupted copy of shared data came.',
  STRANGE_VOLUMES: "Nothing shows that volumes under the instance's name are its own, so that they are not removed.",
  SYNC_FAILED: '`uv sync` failed.',
  SYSTEM_REFUSED: 'A file or a disk refused what was to be done with it. The message names it.',
  TAKEN_OVER_VOLUMES:
    'Volumes were there before the instance, which has taken them over: they are not removed unasked.',
  UNEXPECTED_OUTPUT: 'A program printed what cannot be understood.',
  USAGE: 'The arguments are wrong.',
  UV_MISSING: '`uv` is not installed, or not on the PATH.',
  VOLUMES_IN_USE: 'Containers that do not go with the instance use volumes that are to go with it; they are named.',
  VOLUME_RECORD_UNREADABLE: "The record of the instance's volumes cannot be read.",
  VOLUME_RECORD_UNWRITABLE: "The record of the instance's volumes cannot be written.",
  WORKTREE_EXISTS: 'git still has a worktree at the place, whose directory is gone.',
  WORKTREE_NOT_MADE: 'The worktree could not be made.',
  WORKTREE_NOT_REMOVED: 'The worktree, or what is left of it, could not be removed.',
  WORK_AT_RISK: 'The worktree holds work that is nowhere else.',
} as const;

const UNFIT = {
  GATE_FAILED: 'The stack is not ready. Each service that is not is named, with the reason.',
  HOST_SERVICE_FAILED: 'A host service has ended, or is not healthy in time. The last lines that it wrote are shown.',
  NOT_A_CLONE: 'The directory is not a clone or, where a worktree will do, not a worktree either.',
  NOT_KTRDR: 'The repository is not one of KTRDR.',
  UNFIT_VOLUMES: "Nothing shows that volumes under the instance's name are its own, so that it is not started on them.",
} as const;

const PORTS = { PORT_TAKEN: 'Somebody else has a port that the instance needs; who has it is named.' } as const;

const SECRETS = {
  SECRETS_UNAVAILABLE:
    'Secrets cannot be had, from 1Password or by the command of `secrets.command`. The cause and what mends it are named.',
} as const;

const REGISTRY = {
  REGISTRY_FORBIDDEN: 'The user may not read the registry.',
  REGISTRY_UNREADABLE: 'The registry is damaged, of a newer version, or on a disk that is away. It is left as it is.',
} as const;

const NOT_FOUND = { COMMAND_NOT_FOUND: 'The command that `run` is to run is not on this machine.' } as const;

const INTERRUPTION = {
  INTERRUPTED: 'The command was interrupted (Ctrl-C, SIGTERM or SIGHUP). What was made or kept all the same is named.',
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
