import type { ErrorCode } from './error-codes.ts';

/**
 * What mends what an error says, by its code, where no more is known than that. The hint of the error itself knows the case, and goes before it. Apart from the
 * list of codes, so that no program contains it that only reads codes.
 */
export const ERROR_CURES = {
  ALREADY_INITIALIZED:
    'Use the existing instance: `ktrdr up`. If the directory is no longer an instance, move `.env.sandbox` aside and run `init` again.',
  AMBIGUOUS_INSTANCE: 'Name the instance by its id, as shown by `ktrdr list`.',
  BAD_LAYOUT: 'Correct the layout that your program passes to `@ktrdr/ports`; the commands have their own.',
  BASE_NOT_FOUND: 'Use a name that `git rev-parse` knows; if it is new, run `git fetch` first.',
  BEING_CREATED:
    'Wait for that create. If it was killed, the next `create` with its `KTRDR_HOME` finishes or undoes it. If that home is gone for good, `git worktree unlock` the worktree and run `init` again.',
  BRANCH_AMBIGUOUS: 'Include the remote: `-b <remote>/<branch>`.',
  BRANCH_CHECKED_OUT: 'Work in that worktree, or name another branch with `-b`.',
  BRANCH_EXISTS: 'Check out that branch with `-b`, or choose another name.',
  BRANCH_INVALID: 'Use a name that `git check-ref-format --branch` accepts.',
  BRANCH_NOT_FOUND: 'List the branches of the remote with `git ls-remote --heads`, and use the name shown there.',
  BUILD_FAILED:
    'Fix the error in the last lines of the build, and run `up` again. For the full output: `docker compose build`.',
  BUSY: 'Wait until the other command has finished, or stop it; then run yours again.',
  CHANGED_MEANWHILE: 'Run `ktrdr doctor` again: it shows the current state.',
  CHECKOUT_REPLACED:
    'Put the registered clone or worktree back. If it is gone for good, `destroy` frees the slot and touches no file.',
  CLONE_FAILED: 'Check the output of git: the address, the network or the login is wrong. Then run setup again.',
  CLONE_REPLACED: 'Find out who changed the directory, and run setup again.',
  COMMAND_NOT_FOUND:
    'Install it, put it on the PATH, or give its path. To run one in a container: `ktrdr exec <service> -- …`.',
  COMPOSE_FILE_MISSING: 'Name an existing file with `--compose-file`, or use `--no-compose-file` to forget it.',
  COMPOSE_INVALID:
    'Correct the file where the message points: `docker compose config` reports the same. Container names must not be fixed.',
  COMPOSE_MISSING: 'Install the Compose plugin; `docker compose version` must answer.',
  CONFINED:
    'Use an instance that `KTRDR_CONFINE` allows. Only the person who set it may lift it. A person in a terminal can do what `ktrdr mcp` does not allow.',
  CONTEXT_MISSING:
    'Choose a context from `docker context ls` with `docker context use <name>`, or `unset DOCKER_CONTEXT`.',
  COPY_INCOMPLETE:
    'Make the named files readable, or move them away, and run the command again: it copies only the missing files.',
  COPY_LOST: 'Run the command again: it copies the missing files anew.',
  DESTINATION_EXISTS: 'Choose another place with `--path`, or move that directory away.',
  DIRECTORY_EXISTS:
    'Move that directory away, or choose another name. To make an existing worktree a sandbox, use `ktrdr sandbox init`.',
  DIRECTORY_FORBIDDEN: 'Give yourself access to the directory with the command in the message.',
  DISK_FULL:
    'Free some space. `docker system df` shows what Docker uses; `docker image prune` and `docker builder prune` remove what it no longer needs.',
  DOCKER_FAILED: 'Fix the problem that Docker reports; `docker info` shows whether the Engine is healthy.',
  DOCKER_MISSING: 'Install Docker, and open a new terminal.',
  DOCKER_TIMEOUT: 'Check that the Engine is healthy with `docker info`; if it is not, restart it.',
  ENGINE_CHANGED:
    'Connect to the Engine that the instance was started on (`docker context use`, `DOCKER_HOST`). If that Engine is gone for good, remove the file named in the message.',
  ENGINE_FORBIDDEN:
    "Add your user to the group of the Engine's socket (on Linux: `sudo usermod -aG docker $USER`), and log in again.",
  ENGINE_RECORD_UNREADABLE:
    'Make the named file readable for you. If the instance runs on the Engine that `docker` uses now, remove the file.',
  ENGINE_RECORD_UNWRITABLE: 'Make `~/.ktrdr` writable for you, and check that its disk is not full.',
  ENGINE_TOO_OLD: 'Update Docker to Engine 25 and Compose 2.24, or newer.',
  ENGINE_UNREACHABLE:
    'Start the Engine (Docker Desktop, OrbStack, `sudo systemctl start docker`); `docker info` must answer.',
  ENV_FILE_CHANGED: 'Find out who wrote `.env.sandbox`, and run the command again.',
  ENV_FILE_INVALID: 'Correct the named line: it must be `KEY=value`, with special characters in single quotes.',
  ENV_FILE_LINK: 'Replace the link with a file, or remove the link.',
  ENV_FILE_TRACKED: 'Remove it from the branch (`git rm --cached .env.sandbox`, and a commit), or use another branch.',
  ENV_FILE_UNREADABLE: 'Make it a text file that you can read, or move it away: it is then written again.',
  ENV_FILE_UNWRITABLE: 'Make the directory writable, and check that its disk is not full.',
  EVENTS_UNWRITABLE: 'With `--events-file`, name a file in a directory that you can write to.',
  EXTERNAL_MISSING: 'Create it as the message says: `docker network create <name>` or `docker volume create <name>`.',
  FOREIGN_FILES: 'Make them yours with the command in the message (`sudo chown`), and run yours again.',
  FOREIGN_PROJECT:
    'Stop those containers where they were started. The message has the command that shows them and, if nobody uses them any more, the command that stops them and loses nothing.',
  GIT_FAILED: 'Fix the problem that git reports.',
  GIT_MISSING: 'Install git, and open a new terminal.',
  GIT_TOO_OLD: 'Install a newer git, and open a new terminal.',
  HOME_INVALID: 'Set `KTRDR_HOME` to an absolute path, or unset it.',
  HOOK_FAILED:
    'The output of the hook is above the error. Correct the hook, or raise `hooks.timeout`; `--no-hooks` skips it, and `ktrdr config unset hooks.<name>` removes it.',
  HOST_SERVICE_FAILED:
    'Fix the problem shown in its last lines, and start it again. For the full log: `ktrdr local-prod host logs`. The first start installs dependencies, which takes a while: `--timeout 600`.',
  HOST_SERVICE_MISSING:
    'Update the clone of local-prod to a revision of KTRDR that has `ib-host-service` and `training-host-service`.',
  HOST_SERVICE_RUNS: 'Stop it: `ktrdr local-prod host stop`.',
  HOST_SERVICE_STAYS:
    'Find out what the processes are waiting for (`ps -o pid,user,stat,args -g <group>`), and stop the service again.',
  IDENTITY_MISMATCH: 'Decide which instance the directory is: `ktrdr doctor` prints the commands for both.',
  IGNORED_AT_RISK: 'Move what you need elsewhere, or discard it with `--discard-ignored`.',
  IMAGE_MISSING:
    'Build or load the image (`docker build --tag`, `docker load`), or log in to its registry (`docker login`); then run `up` again.',
  INHERITED_VOLUMES:
    'Use them with `--keep-volumes`, or, if nobody else needs them, remove them with the command in the message.',
  INSTANCE_CHANGED: 'Check the current state with `ktrdr list`, and run the command again.',
  INSTANCE_EXISTS: 'Choose another name, or destroy the existing instance.',
  INSTANCE_INVALID: 'Use a name, a slot and a path that the message allows.',
  INSTANCE_RESERVED: 'Choose another name.',
  INTERNAL:
    'Run the command again. If the error persists, report it with the stack trace and the output of `ktrdr report`.',
  INTERRUPTED: 'Run the same command again: it finishes or undoes what was left. `ktrdr doctor` shows what that is.',
  JOURNAL_UNREADABLE: 'Make the named file readable for you.',
  JOURNAL_UNWRITABLE: 'Make `~/.ktrdr` writable for you, and check that its disk is not full.',
  KEPT_BEFORE: 'Continue with the options in the message, or run the command without `--yes`: it asks.',
  LOCAL_PROD_EXISTS: 'Use it, or destroy it first: `ktrdr local-prod destroy`.',
  LOCK_FAILED: 'Make `~/.ktrdr` writable for you, and put it on a local disk that is not full.',
  LOCK_HELD: 'Wait until the named process has ended, or end it.',
  LOCK_UNSUPPORTED: 'Install util-linux. On Windows, work inside WSL2.',
  LOGS_FAILED: "Docker's output gives the reason. If a logging driver sends a log elsewhere, read it there.",
  MOUNT_FAILED: 'Create the directory by hand, make its parent writable, or mount its disk.',
  MOUNT_MISSING:
    'Put the file there, restore it (`git checkout -- <file>`), or create the directory with the command in the message.',
  NAME_INVALID: 'Use a name that contains letters or digits, with `--name`.',
  NAME_NOT_EXACT: 'Use the id, as shown by `ktrdr list`.',
  NETWORK_IN_USE: 'Disconnect the named containers: `docker network disconnect <network> <container>`.',
  NETWORK_NAMES: 'Follow the message: it names the network, and the containers that have the name.',
  NOT_ANSWERED: 'Run setup in a terminal, or answer with its flags; `--yes` takes the defaults.',
  NOT_A_BRANCH: 'Name a branch with `-b`, and the tag or commit that it starts at with `--from`.',
  NOT_A_CLONE: 'Change to a clone of KTRDR (`git clone`); a sandbox may also be a worktree.',
  NOT_A_SANDBOX: 'Name a sandbox. For local-prod, use `ktrdr local-prod`.',
  NOT_CONFIRMED: 'Run the command in a terminal and answer yes, or add `--yes`.',
  NOT_EMPTY: 'Move away what the message names, unmount it, or keep the directory with `--keep-worktree`.',
  NOT_IN_INSTANCE: 'Change to the directory of an instance, or name one; `ktrdr list` shows them.',
  NOT_IN_LOCAL_PROD: 'Change to its directory, as shown by `ktrdr list`.',
  NOT_IN_SANDBOX: 'Change to the directory of a sandbox, as shown by `ktrdr sandbox list`.',
  NOT_KTRDR: 'Change to a clone of KTRDR: one of its remotes must name it.',
  NOT_RUNNING: 'Start it: `ktrdr up`. To see why it is not running: `ktrdr why`.',
  NO_COMMIT: 'Make a first commit, or clone the repository again.',
  NO_CONTAINERS: 'Start the instance: `ktrdr up`.',
  NO_DIRECTORY: 'Change to a directory that exists.',
  NO_FREE_SLOT: 'Destroy a sandbox that nobody needs, or free the ports of a slot.',
  NO_LOCAL_PROD: 'Create one: `ktrdr local-prod init` in a clone of KTRDR.',
  NO_SHARED_SOURCE:
    'Name a checkout that has data, or create empty directories: `ktrdr sandbox init-shared --minimal`, `ktrdr setup --shared minimal`.',
  NO_SUCH_INSTANCE: 'Use a name that `ktrdr list` shows.',
  NO_SUCH_SANDBOX: 'Use a name that `ktrdr sandbox list` shows.',
  NO_SUCH_SERVICE: 'Use a name that the message, or `ktrdr status`, shows.',
  OLD_DATA_LEFT: 'Look at the named place, keep what you need, and remove the rest.',
  PATH_REGISTERED: 'Use that instance, or destroy it first.',
  PATH_UNUSABLE: 'Rename the directory.',
  PLACE_NOT_WANTED: 'Run setup again, and choose another place with `--path`.',
  PLACE_UNUSABLE: 'Choose another place with `--path`, in a directory that you can write to.',
  PLAN_CHANGED: 'Run the command again: it shows the current state.',
  PORT_TAKEN: 'Stop what holds the port, or choose another slot.',
  PORT_TWICE: 'Give one of the two services another port in the Compose file.',
  PREREQUISITES_MISSING: 'Install what the message names, and run setup again.',
  PYTHON_STACK_EXISTS: 'Remove its containers first; the volumes stay: `docker compose -p <project> down`.',
  REGISTRY_FORBIDDEN: 'Give yourself access to the file with the command in the message.',
  REGISTRY_LOCKED: 'Wait until the named process has ended, or end it.',
  REGISTRY_UNREADABLE:
    '`ktrdr doctor` shows what is known about the instances, and the commands that register them again.',
  REGISTRY_WRITE_FAILED: 'Make `~/.ktrdr` writable for you, and check that its disk is not full.',
  REMAINS_UNKNOWN: 'Look at the named directory, and move it elsewhere or delete it; then run the command again.',
  REMOVAL_UNFINISHED:
    'Finish it with the command in the message or, to use the instance again, start it: `ktrdr up <name>`.',
  REPOSITORY_BUSY: 'Wait until the other command has finished, or stop it.',
  REPOSITORY_MISSING: 'Bring back its directory, or mount its disk.',
  REPORT_EXISTS: 'Name another file with `--output`, or remove the existing one.',
  REPORT_UNWRITABLE: 'With `--output`, name a file in a directory that you can write to.',
  SECRETS_DIFFER:
    'Start the instance as it was created, with secrets or with `--no-secrets`. Only if its data may be lost: `down --volumes`, then `up`.',
  SECRETS_UNAVAILABLE:
    'Sign in (`op signin`), or fix the 1Password item that the message names. `--no-secrets` starts with insecure defaults.',
  SERVICE_NEEDED: 'Leave out the services that need it too, or start it (`--with`).',
  SETTINGS_INVALID:
    'Correct the named setting in the file (`ktrdr config path`), or remove it: `ktrdr config unset <key>`.',
  SETTINGS_UNREADABLE: 'Make the file readable, or move it away to use the defaults.',
  SETTINGS_UNWRITABLE: 'Make the file and its directory writable, or free some space on the disk, and try again.',
  SETUP_CHANGED: 'Run setup again: it continues from the current state.',
  SETUP_DIFFERS:
    'Continue with the repository and branch of the unfinished setup, or choose another place with `--path`.',
  SETUP_RECORD_UNREADABLE:
    'Make the named file readable for you, or remove it; setup then no longer takes the clone for its own.',
  SHARED_CHANGED: 'Check what changed, and run the command again; it asks again.',
  SHARED_EXISTS: 'Agree to replace it, in a terminal or with `--yes`, or leave it.',
  SHARED_IN_THE_WAY: 'Move it aside, and run the command again: it continues.',
  SHARED_NOT_REPLACEABLE: 'Unmount it, or point the link elsewhere, as the message says.',
  SHARED_OVERLAP: 'Copy from a directory elsewhere.',
  SHARED_UNFINISHED: 'Finish the copy with `ktrdr doctor --fix`, or repeat the same `ktrdr sandbox init-shared`.',
  SHARED_UNREADABLE: 'Make it a directory that you can read.',
  SHARED_UNWRITABLE: 'Make it writable for you, and check that its disk is not full.',
  SLOT_OUT_OF_RANGE: 'Choose a slot that the message names, or none: the lowest free slot is used.',
  SLOT_TAKEN: 'Choose another slot, or none: the lowest free slot is used.',
  SOURCE_CHANGES: 'Stop whatever writes there, such as a running stack, and run the command again.',
  STAGING_UNREADABLE: 'Look at the named place: its contents may exist nowhere else. Then remove it.',
  STRANGE_VOLUMES:
    'Find out whose they are with the command in the message. Only if nobody needs them, remove them by hand.',
  SYNC_FAILED: 'Fix the problem that uv reports, and run setup again.',
  SYSTEM_REFUSED:
    'Check the path in the message: what is there, who owns it, and whether its disk is healthy and has space. Then run the command again.',
  TAKEN_OVER_VOLUMES: 'Keep them, or agree to lose them, in one of the ways that the message gives.',
  UNEXPECTED_OUTPUT:
    'Check that the program is a supported version: `docker version`, `docker compose version`. Then report the problem.',
  UNFIT_VOLUMES:
    'Find out whose they are with the command in the message; it also says how to use them and, if nobody needs them, how to remove them.',
  USAGE: 'See the usage of the command with `--help`.',
  UV_MISSING: 'Install uv, and open a new terminal.',
  VOLUMES_IN_USE: 'Remove the containers that the message names if nobody needs them, or keep the volumes as it says.',
  VOLUME_RECORD_UNREADABLE:
    'Make the named file readable for you. If all volumes under the name belong to the instance, remove the file.',
  VOLUME_RECORD_UNWRITABLE: 'Make `~/.ktrdr` writable for you, and check that its disk is not full.',
  WORKTREE_EXISTS: 'Bring its directory back, or let git forget it: `git worktree prune`.',
  WORKTREE_NOT_MADE: 'Fix the problem that git reports, and run the command again.',
  WORKTREE_NOT_REMOVED: 'Move away what the message names, and run the command again: it finishes the removal.',
  WORK_AT_RISK: 'Commit and push the work, or discard it with `--force`.',
  GATE_FAILED:
    'Fix the problem of the first service that is named: others may only follow from it. At any time: `ktrdr why`.',
} as const satisfies Readonly<Record<ErrorCode, string>>;
