import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { several } from '../../command/several.ts';
import { wholeNumber, wholeNumberOr } from '../../command/whole-number.ts';

const start = [
  flag('--build', 'build images also where they exist'),
  flag('--no-wait', 'wait only until the containers are started and migrated'),
  flag('--timeout <seconds>', 'how long to wait, from the first container on', {
    read: wholeNumber(1, 600),
    fallback: 120,
  }),
  flag('--no-secrets', "start with the Compose file's insecure defaults"),
  flag('--vault <name>', 'the 1Password vault that has the item with the secrets; remembered in .env.sandbox'),
  flag('--keep-volumes', 'use volumes of its name that are not known to be its own'),
] as const;

const files = [
  flag(
    '--compose-file <file>',
    'use this Compose file, now and later; given several times, later ones are merged over earlier ones',
    { read: several },
  ),
  flag('--no-compose-file', 'use what the checkout has by itself, again'),
] as const;

export const localProdUpFlags = [
  ...start,
  flag('--workers <number>', 'how many workers, 4 to 8; otherwise as many as run, or 4', { read: wholeNumber(4, 8) }),
  ...files,
] as const;

/** A sandbox can leave services out. */
export const sandboxUpFlags = [
  ...start,
  flag('--workers <number>', 'only so many workers, now and later; "all" ends that', {
    read: wholeNumberOr('all', 0, 99),
  }),
  flag('--without <service>', 'leave this service out, now and later (can be given several times)', { read: several }),
  flag('--with <service>', 'leave it out no longer (can be given several times)', { read: several }),
  ...files,
] as const;

/** What `up` of either kind gets. `composeFile` is false where those that an earlier start was told of are to be forgotten. */
export type UpOptions = OptionsOf<typeof sandboxUpFlags>;
