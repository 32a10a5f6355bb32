import type { Command } from 'commander';
import type { Kind } from '@ktrdr/instance';
import type { Connect } from '../command/connect.ts';
import { several } from '../command/several.ts';
import { wholeNumber, wholeNumberOr } from '../command/whole-number.ts';

/** `up`, `down`, `status` and `logs`, which are the same for both kinds, but that a sandbox can leave services out. */
export function addInstanceCommands(group: Command, kind: Kind['name'], connect: Connect): void {
  const up = group
    .command('up')
    .description('start it, and say whether it is ready')
    .option('--build', 'build images also where they exist')
    .option('--no-wait', 'wait only until the containers are started and migrated')
    .option('--timeout <seconds>', 'how long to wait, from the first container on', wholeNumber(1, 600), 120)
    .option('--no-secrets', "start with the Compose file's insecure defaults")
    .option('--vault <name>', 'the 1Password vault that has the item with the secrets; remembered in .env.sandbox')
    .option('--keep-volumes', 'use volumes of its name that are not known to be its own');
  if (kind === 'local-prod')
    up.option('--workers <number>', 'how many workers, 4 to 8; otherwise as many as run, or 4', wholeNumber(4, 8));
  if (kind === 'sandbox')
    up.option('--workers <number>', 'only so many workers, now and later; "all" ends that', wholeNumberOr('all', 0, 99))
      .option('--without <service>', 'leave this service out, now and later (can be given several times)', several)
      .option('--with <service>', 'leave it out no longer (can be given several times)', several);
  up.option(
    '--compose-file <file>',
    'use this Compose file, now and later; given several times, later ones are merged over earlier ones',
    several,
  ).option('--no-compose-file', 'use what the checkout has by itself, again');
  connect(up, async () => (await import('../chunks/changing.ts')).up(kind));

  const down = group
    .command('down')
    .description('stop it and remove its containers; volumes stay')
    .option('-v, --volumes', 'remove its volumes too, and the database in them (asks)');
  connect(down, async () => (await import('../chunks/answering.ts')).down(kind));

  const status = group
    .command('status')
    .description('show services, ports, URLs, workers and host services')
    .option('--check', 'end with 2 unless it runs and nothing is wrong with it');
  connect(status, async () => (await import('../chunks/answering.ts')).status(kind), {
    asksEngine: true,
    onlyAnswers: true,
  });

  const logs = group
    .command('logs')
    .argument('[service]', 'only of this service')
    .description('show what its containers wrote')
    .option('-f, --follow', 'go on showing what they write')
    .option('-n, --lines <number>', 'the last so many lines of each container', wholeNumber(0, 1_000_000), 100);
  connect(logs, async () => (await import('../chunks/answering.ts')).logs(kind), { onlyAnswers: true });
}
