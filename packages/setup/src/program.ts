import type { Process } from '@ktrdr/terminal';
import { addFlags } from '@ktrdr/terminal/flags';
import { globalFlags } from '@ktrdr/terminal/global-flags';
import { Command } from 'commander';
import { setupFlags, type SetupOptions } from './setup-options.ts';

export interface ProgramOptions {
  readonly process: Process;
  readonly version: string;
  /** Told the exit code. */
  readonly onDone: (exitCode: number) => void;
}

/** The command line of `ktrdr-setup`. What it does is loaded when it runs. */
export function createProgram({ process, version, onDone }: ProgramOptions): Command {
  const program = new Command('ktrdr-setup')
    .exitOverride()
    .description('Set up KTRDR for real work on this machine: the one environment called local-prod')
    .version(version, '-V, --version', 'print the version')
    .showHelpAfterError();
  addFlags(
    program,
    globalFlags({
      json: 'print one JSON document on stdout at the end, everything else on stderr',
      yes: 'ask nothing and take the defaults',
    }),
  );
  return addFlags(program, setupFlags).action(async () => {
    const { createSession } = await import('@ktrdr/terminal/session');
    const options = program.opts<SetupOptions>();
    const session = createSession({ process, options, command: asTyped(process.env) });
    const { setup } = await import('./setup.ts');
    try {
      onDone(await setup(session, options));
    } finally {
      session.end();
    }
  });
}

/** How this program was called, for hints. npm sets the variable: https://docs.npmjs.com/cli/using-npm/config#environment-variables */
function asTyped(env: Process['env']): string {
  return env['npm_command'] === 'exec' ? 'npx @ktrdr/setup' : 'ktrdr-setup';
}
