import type { Process } from '@ktrdr/terminal';
import { addFlags } from '@ktrdr/terminal/add-flags';
import { eventFlags } from '@ktrdr/terminal/event-flags';
import { globalFlags } from '@ktrdr/terminal/global-flags';
import { Command } from 'commander';
import { setupFlags, type SetupOptions } from './setup-options.ts';

export interface ProgramOptions {
  readonly process: Process;
  readonly version: string;
  /** Told the exit code. */
  readonly onDone: (exitCode: number) => void;
}

const EXAMPLES = `
Examples:
  ktrdr-setup                # asks for what it needs
  ktrdr-setup --check-only
  ktrdr-setup --yes --path ~/ktrdr-prod --shared minimal --no-secrets`;

/** The command line of `ktrdr-setup`. What it does is loaded when it runs. */
export function createProgram({ process, version, onDone }: ProgramOptions): Command {
  const program = new Command('ktrdr-setup')
    .exitOverride()
    .description('Set up KTRDR for real work on this machine: the instance called local-prod')
    .version(version, '-V, --version', 'Show the version')
    .helpOption('-h, --help', 'Show this help')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError();
  addFlags(
    program,
    globalFlags({
      json: 'Print one JSON document on stdout at the end and everything else on stderr',
      yes: 'Ask nothing and use the defaults',
    }),
  );
  addFlags(program, eventFlags);
  return addFlags(program, setupFlags).action(async () => {
    const { createSession } = await import('@ktrdr/terminal/session');
    const options = program.opts<SetupOptions>();
    const command = asTyped(process.env);
    const isTold = options.events === true || options.eventsFile !== undefined;
    const events = isTold
      ? (await import('@ktrdr/terminal/open-events')).openEvents(options, process, command)
      : undefined;
    const session = createSession({ process, options, command, events });
    try {
      const { setup } = await import('./setup.ts');
      const exitCode = await setup(session, options);
      events?.ended({ exitCode });
      onDone(exitCode);
    } catch (error) {
      events?.ended({ error });
      throw error;
    } finally {
      session.end();
    }
  });
}

/** How this program was called, for hints. npm sets the variable: https://docs.npmjs.com/cli/using-npm/config#environment-variables */
function asTyped(env: Process['env']): string {
  return env['npm_command'] === 'exec' ? 'npx @ktrdr/setup' : 'ktrdr-setup';
}
