import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from '@ktrdr/instance';
import { resolveInstance } from '@ktrdr/instance/internal';
import { formatUrls, type Session, shownUrls } from '@ktrdr/terminal';
import type { DoneStep } from './apply-steps.ts';
import { nextCommands } from './next-commands.ts';
import type { Settled } from './settle.ts';
import { shownRepository } from './repository/shown-repository.ts';

export interface SummarizeOptions extends Settled {
  readonly done: readonly DoneStep[];
}

/** Ends with what is there now and what comes next. */
export async function summarize(session: Session, options: SummarizeOptions): Promise<void> {
  const { context, style } = session;
  const { path, repo, done, noSecrets } = options;
  const instance = await resolveInstance(context, { kind: 'local-prod', directory: path });
  const description = await describe(context, instance);
  const started = done.some(({ step }) => step === 'start');
  const next = nextCommands({ path, started, noSecrets, hasCommand: isOnPath('ktrdr', context.env['PATH']) });
  const document = {
    path,
    repo: shownRepository(repo),
    done: done.map(({ step }) => step),
    instance: description,
    next: next.map(({ command }) => command),
  };
  const width = Math.max(...next.map(({ command }) => command.length));
  const wide = (session.people.columns ?? 80) >= width + 30;
  session.result(document, [
    '',
    `${style.green('✓')} ${style.bold(`local-prod is ${started ? 'set up and ready' : 'set up'}`)}: ${path}`,
    ...(started ? formatUrls(await shownUrls(session, instance, description.urls)) : []),
    '',
    'Next:',
    ...next.flatMap(({ command, purpose }) =>
      wide ? [`  ${command.padEnd(width)}  ${style.dim(purpose)}`] : [style.dim(`  # ${purpose}`), `  ${command}`],
    ),
  ]);
}

function isOnPath(name: string, path = ''): boolean {
  return path.split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
