import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { noHooksFlag } from '../../command/no-hooks-flag.ts';
import { wholeSeconds } from '../../command/read-duration.ts';
import { several } from '../../command/several.ts';
import { wholeNumber, wholeNumberOr } from '../../command/whole-number.ts';

/** How long is waited, and with which secrets. */
export const waitingFlags = [
  flag('--no-wait', 'Return as soon as the containers have started and the migrations have run'),
  flag('--timeout <duration>', 'Give up after this long, counted from the first container: 90s, 2m; at most 10m', {
    read: wholeSeconds(1, 600),
    fallback: 120,
    fallbackText: '2m',
  }),
  flag('--no-secrets', "Start with the Compose file's insecure defaults"),
  flag('--vault <name>', 'Read the secrets from this 1Password vault; remembered in .env.sandbox'),
  flag('--account <name>', 'Read the secrets from this 1Password account; remembered in .env.sandbox'),
] as const;

const start = [
  flag('--build', 'Build images even if they exist'),
  ...waitingFlags,
  flag('--keep-volumes', "Use volumes with the instance's name, even if they may belong to another instance"),
  noHooksFlag,
] as const;

const files = [
  flag('--compose-file <file>', 'Use this Compose file from now on; repeat to merge later files over earlier ones', {
    read: several,
  }),
  flag('--no-compose-file', "Go back to the checkout's own Compose file"),
] as const;

/** How many workers local-prod may have: its Compose file has so many. */
export const LOCAL_PROD_WORKERS = { least: 4, most: 8 } as const;

export const localProdUpFlags = [
  ...start,
  flag('--workers <number>', 'Run this many workers, 4 to 8 (default: as many as are running, or 4)', {
    read: wholeNumber(LOCAL_PROD_WORKERS.least, LOCAL_PROD_WORKERS.most),
  }),
  ...files,
] as const;

/** A sandbox can leave services out. */
export const sandboxUpFlags = [
  ...start,
  flag('--workers <number>', 'Run only this many workers from now on; "all" removes the limit', {
    read: wholeNumberOr('all', 0, 99),
  }),
  flag('--without <service>', 'Leave out this service from now on; repeat for more services', {
    read: several,
  }),
  flag('--with <service>', 'Include this service again from now on; repeat for more services', {
    read: several,
  }),
  ...files,
] as const;

/** Of the command that takes any instance. */
export const anyUpFlags = [
  ...sandboxUpFlags,
  flag('--all', 'Start every instance that was not stopped with down, one after another, as after a reboot', {
    // What is remembered is meant for one.
    conflicts: ['vault', 'account', 'workers', 'without', 'with', 'composeFile', 'keepVolumes'],
  }),
] as const;

/** What `up` of either kind gets. `composeFile` is false where those that an earlier start was told of are to be forgotten. */
export type UpOptions = OptionsOf<typeof anyUpFlags>;
