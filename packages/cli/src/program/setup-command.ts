import { setupFlags } from '@ktrdr/setup/options';
import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';

/** `ktrdr setup`: the same as `ktrdr-setup`. */
export function addSetupCommand(program: Command, connect: Connect): void {
  const command = program
    .command('setup')
    .description('from an empty machine to a running local-prod, step by step')
    .showHelpAfterError();
  connect(command, setupFlags, async () => {
    const { setup } = await import('@ktrdr/setup');
    return async (session, options) => await setup(session, options);
  });
}
