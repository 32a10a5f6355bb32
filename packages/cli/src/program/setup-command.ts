import { setupFlags, type SetupOptions } from '@ktrdr/setup/options';
import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import type { Handler } from '../command/handler.ts';

/** `ktrdr setup`: the same as `ktrdr-setup`. */
export function addSetupCommand(program: Command, connect: Connect): void {
  const command = program
    .command('setup')
    .description('Set up this machine step by step, up to a running local-prod')
    .showHelpAfterError();
  connect(command, setupFlags, loadSetup, { takesTime: true, examples: ['', '--check-only'] });
}

async function loadSetup(): Promise<Handler<SetupOptions>> {
  const { setup } = await import('@ktrdr/setup');
  return async (session, options) => await setup(session, options);
}
