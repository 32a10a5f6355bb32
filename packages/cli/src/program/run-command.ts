import type { EventsOptions, Process } from '@ktrdr/terminal';
import type { Flag, OptionsOf } from '@ktrdr/terminal/flags';
import type { GlobalOptions } from '@ktrdr/terminal/global-flags';
import type { CommandDefinition } from '../command/command-definition.ts';

/** One call of a command, read. */
export interface CommandCall<Options> {
  readonly process: Process;
  /** The command as typed: `ktrdr local-prod up`. */
  readonly name: string;
  readonly options: Options & GlobalOptions & EventsOptions;
  /** What stands behind its name and is no option. */
  readonly args: readonly string[];
}

/** Runs a command, and resolves to its exit code. */
export async function runCommand<const Flags extends readonly Flag[]>(
  {
    asksEngine = false,
    onlyAnswers = false,
    passesOn = false,
    load,
  }: Omit<CommandDefinition<Flags>, 'examples' | 'flags'>,
  { process, name, options, args }: CommandCall<OptionsOf<Flags>>,
): Promise<number> {
  if (onlyAnswers) process.onlyAnswers();
  const connection = asksEngine ? (await import('../chunks/ask-ahead.ts')).askAhead(process) : undefined;
  const isTold = options.events === true || options.eventsFile !== undefined;
  const events = isTold ? (await import('../chunks/changing.ts')).openEvents(options, process, name) : undefined;
  const { createSession } = await import('@ktrdr/terminal/session');
  const session = createSession({ process, options, command: name, connection, events, aside: passesOn });
  try {
    const handle = await load();
    const exitCode = (await handle(session, options, args)) ?? 0;
    events?.ended({ exitCode });
    return exitCode;
  } catch (error) {
    events?.ended({ error });
    throw error;
  } finally {
    session.end();
  }
}
