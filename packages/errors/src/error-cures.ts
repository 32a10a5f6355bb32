import type { ErrorCode } from './error-codes.ts';

/**
 * What mends what an error says, by its code, where no more is known than that. The hint of the error itself knows the case, and goes before it. Apart from the
 * list of codes, so that no program contains it that only reads codes.
 */
export const ERROR_CURES = {
  ALREADY_INITIALIZED:
    'Use the instance that the directory is: `ktrdr up`. Where it is none any more, move `.env.sandbox` aside and run `init` again.',
  AMBIGUOUS_INSTANCE: 'Name the instance by its id; `ktrdr list` has it.',
  BAD_LAYOUT: 'Correct the layout that your program gives to `@ktrdr/ports`; the commands have one of their own.',
  BASE_NOT_FOUND: 'Name one that `git rev-parse` knows, after a `git fetch` where it is new.',
  BEING_CREATED:
    'Wait for that create, or have it finished or undone by the next `create` with its `KTRDR_HOME`. If that is gone for good, `git worktree unlock` the worktree and run `init` again.',
  BRANCH_AMBIGUOUS: 'Name the remote too: `-b <remote>/<branch>`.',
  BRANCH_CHECKED_OUT: 'Work in that worktree, or give another branch with `-b`.',
  BRANCH_EXISTS: 'Give that branch with `-b`, or another name.',
  BRANCH_INVALID: 'Give a name that `git check-ref-format --branch` accepts.',
  BRANCH_NOT_FOUND: 'See what the remote has with `git ls-remote --heads`, and give its name as it is there.',
  BUILD_FAILED: "Mend what the build's last lines say, and run `up` again. All of its output: `docker compose build`.",
  BUSY: 'Wait until the other command has ended, or end it; then run yours again.',
  CHANGED_MEANWHILE: 'Run `ktrdr doctor` again: it shows what is there now.',
  CHECKOUT_REPLACED:
    'Put the clone or worktree back that was registered. Where it is gone for good, `destroy` frees the slot and touches no file.',
  CLONE_FAILED: "See git's words: the address, the network or the login is wrong. Then run setup again.",
  CLONE_REPLACED: 'See who changed the directory, and run setup again.',
  COMMAND_NOT_FOUND:
    'Install it, put it on the PATH, or give its path. To run one in a container: `ktrdr exec <service> -- …`.',
  COMPOSE_FILE_MISSING: 'Name a file that is there with `--compose-file`, or give `--no-compose-file` to forget it.',
  COMPOSE_INVALID:
    'Correct the file where the message points: `docker compose config` says the same. Names of containers must not be fixed.',
  COMPOSE_MISSING: 'Install the Compose plugin, until `docker compose version` answers.',
  CONFINED:
    'Work on an instance that `KTRDR_CONFINE` allows. Only who has set it may lift it. What is out of bounds for `ktrdr mcp`, a person does in a terminal.',
  CONTEXT_MISSING: 'Choose one of `docker context ls`: `docker context use <name>`, or `unset DOCKER_CONTEXT`.',
  COPY_INCOMPLETE:
    'Make the named files readable, or move them away, and run the command again: it copies only what is missing.',
  COPY_LOST: 'Run the command again: it copies anew what is missing.',
  DESTINATION_EXISTS: 'Give another place with `--path`, or move that directory away.',
  DIRECTORY_EXISTS:
    'Move that directory away, or make the sandbox with another name. One that is a worktree already becomes a sandbox with `ktrdr sandbox init`.',
  DIRECTORY_FORBIDDEN: 'Make the directory your own, with the command in the message.',
  DISK_FULL:
    'Make room. What Docker uses: `docker system df`; what it does not need any more goes with `docker image prune` and `docker builder prune`.',
  DOCKER_FAILED: "Mend what Docker's own words say; `docker info` shows whether the Engine is well.",
  DOCKER_MISSING: 'Install Docker, and open a new terminal.',
  DOCKER_TIMEOUT: 'See whether the Engine is well with `docker info`, and restart it where it is not.',
  ENGINE_CHANGED:
    'Speak to the Engine again on which it was started (`docker context use`, `DOCKER_HOST`). Where that is gone for good, the message has the file to remove.',
  ENGINE_FORBIDDEN:
    "Add the user to the group of the Engine's socket (on Linux: `sudo usermod -aG docker $USER`), and log in again.",
  ENGINE_RECORD_UNREADABLE:
    'Make the named file readable for you. Where the instance runs on the Engine that `docker` speaks to now, remove it.',
  ENGINE_RECORD_UNWRITABLE: 'Make `~/.ktrdr` writable for you, and see that its disk is not full.',
  ENGINE_TOO_OLD: 'Update Docker to Engine 25 and Compose 2.24, or newer.',
  ENGINE_UNREACHABLE:
    'Start the Engine (Docker Desktop, OrbStack, `sudo systemctl start docker`), until `docker info` answers.',
  ENV_FILE_CHANGED: 'See who wrote `.env.sandbox`, and run the command again.',
  ENV_FILE_INVALID: 'Correct the named line: it must be `KEY=value`, with special characters in single quotes.',
  ENV_FILE_LINK: 'Put a file in the place of the link, or remove the link.',
  ENV_FILE_TRACKED: 'Take it out of the branch (`git rm --cached .env.sandbox`, and a commit), or use another branch.',
  ENV_FILE_UNREADABLE: 'Make it a file of text that you can read, or move it away: it is written again then.',
  ENV_FILE_UNWRITABLE: 'Make the directory writable, and see that its disk is not full.',
  EVENTS_UNWRITABLE: 'Name a file in a directory in which you may write, with `--events-file`.',
  EXTERNAL_MISSING: 'Create it as the message says: `docker network create <name>` or `docker volume create <name>`.',
  FOREIGN_FILES: 'Make them yours with the command in the message (`sudo chown`), and run the command again.',
  FOREIGN_PROJECT:
    'Stop those containers where they were started from. The message has the command that shows them, and, where nobody has them any more, the one that stops them and loses nothing.',
  GIT_FAILED: "Mend what git's own words say.",
  GIT_MISSING: 'Install git, and open a new terminal.',
  GIT_TOO_OLD: 'Install a newer git, and open a new terminal.',
  HOME_INVALID: 'Set `KTRDR_HOME` to an absolute path, or unset it.',
  HOOK_FAILED:
    'What it wrote is above the error. Correct it, or raise `hooks.timeout`; `--no-hooks` goes without, and `ktrdr config unset hooks.<name>` takes it away.',
  HOST_SERVICE_FAILED:
    'Mend what its last lines say, and start it again; all of them: `ktrdr local-prod host logs`. The first start installs what it needs, which takes a while: `--timeout 600`.',
  HOST_SERVICE_MISSING:
    'Bring the clone of local-prod to a revision of KTRDR that has `ib-host-service` and `training-host-service`.',
  HOST_SERVICE_RUNS: 'Stop it: `ktrdr local-prod host stop`.',
  HOST_SERVICE_STAYS: 'See what the processes wait for (`ps -o pid,user,stat,args -g <group>`), and stop it again.',
  IDENTITY_MISMATCH: 'Find out which instance the directory is: `ktrdr doctor` prints the commands for either.',
  IGNORED_AT_RISK: 'Move what you need elsewhere, or agree with `--discard-ignored`.',
  IMAGE_MISSING:
    'Build or load it (`docker build --tag`, `docker load`), or log in where it lies (`docker login`); then run `up` again.',
  INHERITED_VOLUMES:
    'Use them with `--keep-volumes`, or remove them where nobody else has them, with the command in the message.',
  INSTANCE_CHANGED: 'See what is there now with `ktrdr list`, and run the command again.',
  INSTANCE_EXISTS: 'Give another name, or destroy the instance that has this one.',
  INSTANCE_INVALID: 'Give a name, a slot and a path that the message allows.',
  INSTANCE_RESERVED: 'Give another name.',
  INTERNAL: 'Run the command again. If it stays, report it with the stack trace, and with what `ktrdr report` writes.',
  INTERRUPTED: 'Run the same command again: it finishes, or undoes, what was left. `ktrdr doctor` shows what that is.',
  JOURNAL_UNREADABLE: 'Make the named file readable for you.',
  JOURNAL_UNWRITABLE: 'Make `~/.ktrdr` writable for you, and see that its disk is not full.',
  KEPT_BEFORE: 'Go on with the options that the message has, or run the command without `--yes`: it asks.',
  LOCAL_PROD_EXISTS: 'Use that one, or destroy it first: `ktrdr local-prod destroy`.',
  LOCK_FAILED: 'Make `~/.ktrdr` writable for you, and place it on a local disk that is not full.',
  LOCK_HELD: 'Wait until the named process has ended, or end it.',
  LOCK_UNSUPPORTED: 'Install util-linux. On Windows, work inside WSL2.',
  LOGS_FAILED: "Docker's own words tell why. A log that a logging driver sends elsewhere is read there.",
  MOUNT_FAILED: 'Make the directory by hand, make its parent writable, or mount the disk that it is on.',
  MOUNT_MISSING:
    'Put the file there, or bring it back (`git checkout -- <file>`), or make the directory with the command in the message.',
  NAME_INVALID: 'Give a name with letters or digits in it, with `--name`.',
  NAME_NOT_EXACT: 'Give the id, as `ktrdr list` has it.',
  NETWORK_IN_USE: 'Take the named containers off: `docker network disconnect <network> <container>`.',
  NETWORK_NAMES: 'Do as the message says: it names the network, and whose containers have the name.',
  NOT_ANSWERED: 'Run setup on a terminal, or answer with its flags; `--yes` takes the defaults.',
  NOT_A_BRANCH: 'Give a branch with `-b`, and the tag or commit at which it is to start with `--from`.',
  NOT_A_CLONE: 'Go into a clone of KTRDR (`git clone`); a sandbox may also be a worktree.',
  NOT_A_SANDBOX: 'Name a sandbox. For local-prod there is `ktrdr local-prod`.',
  NOT_CONFIRMED: 'Run it on a terminal and answer with yes, or add `--yes`.',
  NOT_EMPTY: 'Move away what the message names, unmount it, or leave the directory with `--keep-worktree`.',
  NOT_IN_INSTANCE: 'Go into the directory of one, or name it; `ktrdr list` has them.',
  NOT_IN_LOCAL_PROD: 'Go into its directory, which `ktrdr list` has.',
  NOT_IN_SANDBOX: 'Go into the directory of one, which `ktrdr sandbox list` has.',
  NOT_KTRDR: 'Go into a clone of KTRDR: one of its remotes must name it.',
  NOT_RUNNING: 'Start it: `ktrdr up`. Why it does not run: `ktrdr why`.',
  NO_COMMIT: 'Make a first commit, or clone the repository again.',
  NO_CONTAINERS: 'Start the instance: `ktrdr up`.',
  NO_DIRECTORY: 'Go into a directory that is there.',
  NO_FREE_SLOT: 'Destroy a sandbox that nobody needs any more, or free the ports of a slot.',
  NO_LOCAL_PROD: 'Make one: `ktrdr local-prod init` in a clone of KTRDR.',
  NO_SHARED_SOURCE:
    'Name a checkout that has data; or make empty directories: `ktrdr sandbox init-shared --minimal`, `ktrdr setup --shared minimal`.',
  NO_SUCH_INSTANCE: 'Take a name of those that `ktrdr list` has.',
  NO_SUCH_SANDBOX: 'Take a name of those that `ktrdr sandbox list` has.',
  NO_SUCH_SERVICE: 'Take a name of those that the message, or `ktrdr status`, has.',
  OLD_DATA_LEFT: 'See what is in the named place, keep what you need, and remove the rest.',
  PATH_REGISTERED: 'Use the instance that it is, or destroy it first.',
  PATH_UNUSABLE: 'Rename the directory.',
  PLACE_NOT_WANTED: 'Run setup again, and give another place with `--path`.',
  PLACE_UNUSABLE: 'Give another place with `--path`, in a directory in which you may write.',
  PLAN_CHANGED: 'Run the command again: it shows what is there now.',
  PORT_TAKEN: 'Stop what holds the port, or take another slot.',
  PORT_TWICE: 'Give one of the two services another port in the Compose file.',
  PREREQUISITES_MISSING: 'Install what the message names, and run setup again.',
  PYTHON_STACK_EXISTS: 'Remove its containers first; volumes stay: `docker compose -p <project> down`.',
  REGISTRY_FORBIDDEN: 'Make the file your own, with the command in the message.',
  REGISTRY_LOCKED: 'Wait until the named process has ended, or end it.',
  REGISTRY_UNREADABLE:
    '`ktrdr doctor` shows what is known of the instances, and the commands that register them again.',
  REGISTRY_WRITE_FAILED: 'Make `~/.ktrdr` writable for you, and see that its disk is not full.',
  REMAINS_UNKNOWN:
    'Look at what is in the named place, and move it elsewhere or delete it; then run the command again.',
  REMOVAL_UNFINISHED:
    'Finish it with the command that the message has or, to use the instance again, start it: `ktrdr up <name>`.',
  REPOSITORY_BUSY: 'Wait until the other command has ended, or end it.',
  REPOSITORY_MISSING: 'Bring back the disk or the directory that it is in.',
  REPORT_EXISTS: 'Name another file with `--output`, or remove that one.',
  REPORT_UNWRITABLE: 'Name a file in a directory in which you may write, with `--output`.',
  SECRETS_DIFFER:
    'Start it as it was made, with secrets or with `--no-secrets`. Only where its data may go: `down --volumes`, then `up`.',
  SECRETS_UNAVAILABLE:
    'Sign in (`op signin`), or mend the item in 1Password that the message names. `--no-secrets` starts with insecure defaults.',
  SERVICE_NEEDED: 'Leave out what needs it too, or start it (`--with`).',
  SETTINGS_INVALID:
    'Correct what is named in the file (`ktrdr config path`), or take the setting away: `ktrdr config unset <key>`.',
  SETTINGS_UNREADABLE: 'Make the file readable, or move it away: the defaults hold without it.',
  SETTINGS_UNWRITABLE:
    'Give yourself the right to write the file and its directory, or make room on the disk, and try again.',
  SETUP_CHANGED: 'Run setup again: it goes on from what is there.',
  SETUP_DIFFERS: 'Go on with the repository and the branch of the unfinished one, or give another place with `--path`.',
  SETUP_RECORD_UNREADABLE:
    'Make the named file readable for you, or remove it; setup then takes the clone for none of its own.',
  SHARED_CHANGED: 'See what changed, and run the command again; it asks again.',
  SHARED_EXISTS: 'Agree on a terminal or with `--yes` that it is replaced, or leave it.',
  SHARED_IN_THE_WAY: 'Move aside what came there, and run the command again: it goes on.',
  SHARED_NOT_REPLACEABLE: 'Unmount it, or point the link elsewhere, as the message says.',
  SHARED_OVERLAP: 'Copy from a directory elsewhere.',
  SHARED_UNFINISHED: 'Finish the copy with `ktrdr doctor --fix`, or `ktrdr sandbox init-shared` as before.',
  SHARED_UNREADABLE: 'Make it a directory that you can read.',
  SHARED_UNWRITABLE: 'Make it writable for you, and see that its disk is not full.',
  SLOT_OUT_OF_RANGE: 'Take a slot of those that the message has, or none: the lowest free one is taken.',
  SLOT_TAKEN: 'Take another slot, or none: the lowest free one is taken.',
  SOURCE_CHANGES: 'Stop what writes there, such as a stack that runs, and run the command again.',
  STAGING_UNREADABLE: 'See what is in the named place: it may be nowhere else. Then remove it.',
  STRANGE_VOLUMES:
    'See whose they are with the command in the message. Only where nobody needs them, remove them by hand.',
  SYNC_FAILED: "Mend what uv's own words say, and run setup again.",
  SYSTEM_REFUSED:
    'See what is at the path that the message has, whose it is, and that its disk is well and has room; then run the command again.',
  TAKEN_OVER_VOLUMES: 'Keep them, or agree that they go, in one of the ways that the message has.',
  UNEXPECTED_OUTPUT:
    'See whether the program is one that is supported: `docker version`, `docker compose version`. Then report it.',
  UNFIT_VOLUMES:
    'See whose they are with the command in the message; it has the ways to use them, and to remove them where nobody needs them.',
  USAGE: 'See how the command is used: `--help` behind it.',
  UV_MISSING: 'Install uv, and open a new terminal.',
  VOLUMES_IN_USE:
    'Remove the containers that the message names where nobody needs them, or leave the volumes in the way that it has.',
  VOLUME_RECORD_UNREADABLE:
    'Make the named file readable for you. Where all volumes under the name are its own, remove it.',
  VOLUME_RECORD_UNWRITABLE: 'Make `~/.ktrdr` writable for you, and see that its disk is not full.',
  WORKTREE_EXISTS: 'Bring its directory back, or have git forget it: `git worktree prune`.',
  WORKTREE_NOT_MADE: "Mend what git's own words say, and run the command again.",
  WORKTREE_NOT_REMOVED: 'Move away what the message names, and run the command again: it finishes.',
  WORK_AT_RISK: 'Commit and push it, or discard it with `--force`.',
  GATE_FAILED:
    'Mend what is said of the service that comes first: others may only follow from it. At any time: `ktrdr why`.',
} as const satisfies Readonly<Record<ErrorCode, string>>;
